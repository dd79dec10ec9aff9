/** Work that must not overlap, since it shares memory. */

/** Begins each piece of work when the one before is done, in whatever way it ended. */
export class InTurn {
  #last: Promise<unknown> = Promise.resolve();

  /** Queues a piece of work. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#last.then(work);
    // Who asked for the work is told of its failure; the next piece begins all the same.
    this.#last = next.catch(() => undefined);
    return next;
  }
}
