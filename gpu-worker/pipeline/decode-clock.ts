/** Takes the time that decoding needs, without the time in which it is held back for want of a free buffer. */

/** A clock that runs from its making on. */
export class DecodeClock {
  readonly #begun = performance.now();
  #heldBack = 0;
  #over: number | undefined;

  /** Counts the time until a buffer is free as time in which decoding was held back. */
  async holdBack<T>(free: Promise<T>): Promise<T> {
    const asked = performance.now();
    const buffer = await free;
    this.#heldBack += performance.now() - asked;
    return buffer;
  }

  /** Decoding is over. */
  stop(): void {
    this.#over = performance.now();
  }

  /** Milliseconds of decoding so far: next to nothing where all that follows is slower than the decoder. */
  get milliseconds(): number {
    return (this.#over ?? performance.now()) - this.#begun - this.#heldBack;
  }
}
