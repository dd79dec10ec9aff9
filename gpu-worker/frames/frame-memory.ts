/** Memory of frames that outlives a video: the next one of the job takes it over. */

/** Memory may be so many times as large as what is asked for; beyond that it is given up. */
const MOST_WASTE = 2;

/**
 * Keeps shared memory between videos. V8 does not count it when it decides whether to collect garbage, so that a worker
 * that takes some anew for each of many clips grows by gigabytes (nodejs/node#34703).
 */
export class FrameMemory {
  #kept: SharedArrayBuffer[] = [];

  /** Pieces of at least so many bytes each, kept ones first; kept ones that do not fit are given up. */
  take(count: number, bytes: number): SharedArrayBuffer[] {
    const fitting = this.#kept.filter(
      ({ byteLength }) => byteLength >= bytes && byteLength <= MOST_WASTE * bytes,
    );
    this.#kept = [];
    return Array.from({ length: count }, () => fitting.pop() ?? new SharedArrayBuffer(bytes));
  }

  /** Takes pieces back that nobody reads or writes any more. */
  giveBack(pieces: readonly SharedArrayBuffer[]): void {
    this.#kept.push(...pieces);
  }
}
