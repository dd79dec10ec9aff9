/** Work that has begun and is not over. */

/** Remembers work for no longer than it takes: a thread has millions of frames in its life. */
export class UnderWay {
  readonly #works = new Set<Promise<unknown>>();

  /** Pieces of work that are not over. */
  get count(): number {
    return this.#works.size;
  }

  /** Takes work that has begun. @param work is to reject by no means: nobody would hear of it here */
  add(work: Promise<unknown>): void {
    this.#works.add(work);
    void work.finally(() => this.#works.delete(work));
  }

  /** Resolves when all that has been taken by now is over. */
  async over(): Promise<void> {
    await Promise.all(this.#works);
  }
}
