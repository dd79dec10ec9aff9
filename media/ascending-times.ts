/** Makes the container's times of frames ascend, whatever the container says. */
import type { VideoProbe } from './probe.ts';

/** Seconds of the shortest step between two frames: one of mediabunny's ticks for video. */
const SHORTEST_STEP = 1 / 57_600;
/** Seconds by which a time must lie before the last one to be a clock that fell back, not an unsteady one. */
const CLOCK_FELL_BACK = 0.5;

/**
 * Frames without a time follow at the average rate, equal times are set apart, and where a container's clock falls
 * back (joined recordings) the frames go on as if it had not.
 */
export class AscendingTimes {
  /** Whether every time so far was the container's own, but for its origin. */
  isPlain = true;
  readonly #origin: number;
  /** Seconds between two frames on average. */
  readonly #step: number;
  #last: number;
  /** Seconds added since the container's clock fell back. */
  #shift = 0;

  /** @param last time of the frame before, in seconds since the video's zero. @default there is none */
  constructor({ origin, frameRate }: VideoProbe, last = Number.NEGATIVE_INFINITY) {
    this.#origin = origin;
    this.#step = frameRate.den / frameRate.num;
    this.#last = last;
  }

  /** The next frame's seconds since the video's zero. @param time as the container counts; NaN where there is none. */
  next(time: number): number {
    const sinceZero = time - this.#origin;
    const following = this.#last + this.#step;
    if (sinceZero + this.#shift < this.#last - CLOCK_FELL_BACK) this.#shift = following - sinceZero;
    const known = Number.isNaN(sinceZero) ? Math.max(0, following) : sinceZero + this.#shift;
    if (known !== sinceZero) this.isPlain = false;
    this.#last = Math.max(known, this.#last + SHORTEST_STEP);
    return this.#last;
  }
}
