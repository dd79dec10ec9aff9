/** Which source samples make up each output sample along one axis. */

/** Most taps an axis: beyond a fourfold reduction, four evenly spaced samples stand for all. */
const MOST_TAPS = 4;

/** How output samples are made of source samples, the same for both axes of a picture. */
export interface Mixture {
  /** Source samples an axis to each output sample. */
  count: number;
  /** Whether two are interpolated; otherwise all count the same. */
  interpolates: boolean;
}

/** Reductions average evenly spaced samples, enlargements interpolate between two. @param scale source to output. */
export function mixtureFor(scale: number): Mixture {
  const interpolates = scale < 1;
  return { interpolates, count: interpolates ? 2 : Math.min(MOST_TAPS, Math.max(1, Math.round(scale))) };
}

/** Taps of an axis of a fixed number of output samples. */
export class AxisTaps {
  /** `[length, count]` indices of source samples. */
  readonly index: Int32Array;
  /** `[length]`: the second tap's share, 0..1, where two are interpolated. */
  readonly share: Float64Array;
  /** Output samples from `first` to before `last` lie in the source; the others are padding. */
  first = 0;
  last = 0;
  readonly #length: number;
  #geometry: readonly number[] = [];

  constructor(length: number) {
    this.#length = length;
    this.index = new Int32Array(length * MOST_TAPS);
    this.share = new Float64Array(length);
  }

  /** Sets the taps to cover `[origin, origin + length * scale)` of `size` samples. The same again costs nothing. */
  update({ count, interpolates }: Mixture, origin: number, scale: number, size: number): void {
    const geometry = [origin, scale, size, count];
    if (geometry.every((value, place) => value === this.#geometry[place])) return;
    this.#geometry = geometry;
    for (let sample = 0; sample < this.#length; sample++) {
      if (interpolates) this.#interpolate(sample, origin + (sample + 0.5) * scale - 0.5, size);
      else this.#average(sample, count, origin + sample * scale, scale / count, size);
    }
    this.#cover(origin, scale, size);
  }

  #interpolate(sample: number, at: number, size: number): void {
    const low = Math.floor(at);
    this.index[2 * sample] = clamp(low, size);
    this.index[2 * sample + 1] = clamp(low + 1, size);
    this.share[sample] = at - low;
  }

  #average(sample: number, count: number, start: number, step: number, size: number): void {
    for (let tap = 0; tap < count; tap++) {
      this.index[sample * count + tap] = clamp(Math.floor(start + (tap + 0.5) * step), size);
    }
  }

  /** The output samples whose middle lies in the source. */
  #cover(origin: number, scale: number, size: number): void {
    const length = this.#length;
    const first = Math.max(0, Math.ceil(-origin / scale - 0.5));
    const last = Math.min(length, Math.ceil((size - origin) / scale - 0.5));
    this.first = Math.min(first, length);
    this.last = Math.max(last, this.first);
  }
}

function clamp(index: number, size: number): number {
  return Math.min(Math.max(index, 0), size - 1);
}
