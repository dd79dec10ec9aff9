/** Which two samples of the picture make up each sample of a model's input, along one axis. */
import type { AxisMap } from './input-map.ts';

/** Bits behind the point of a share. */
const SHARE_BITS = 8;
/** An index is kept above so many bits; below lies the share, which may be a whole one. */
const INDEX_SHIFT = SHARE_BITS + 1;
const SHARE_MASK = (1 << INDEX_SHIFT) - 1;

/**
 * Two neighbours between which the value is interpolated, as OpenCV does it; from a threefold reduction on, two that
 * lie about half an input pixel apart, which keeps fine patterns from turning into false ones. Their weighted middle
 * is always the place that is asked for.
 */
export class AxisSamples {
  /** For each of the input's samples `low << 9 | share`: the lower one's index and the higher one's share of 256. */
  readonly places: Int32Array;
  /** From the lower one to the higher one. */
  distance = 1;
  /** Samples of the input from `first` to before `last` lie in the picture; the others are padding. */
  first = 0;
  last = 0;
  #map: AxisMap | undefined;
  #size = 0;

  /** @param length samples of the input. */
  constructor(length: number) {
    this.places = new Int32Array(length);
  }

  /**
   * Sets the samples for a picture of `size` samples, two at least. The same geometry again, as of a video's frames,
   * costs nothing.
   */
  update(map: AxisMap, size: number): void {
    if (this.#map?.start === map.start && this.#map.step === map.step && this.#size === size) return;
    this.#map = map;
    this.#size = size;
    const { start, step } = map;
    const { length } = this.places;
    this.first = limited(Math.ceil((-0.5 - start) / step), 0, length);
    this.last = limited(Math.ceil((size - 0.5 - start) / step), this.first, length);
    this.distance = limited(Math.round(step / 2), 1, size - 1);
    for (let sample = this.first; sample < this.last; sample++)
      this.places[sample] = this.#place(start + sample * step);
  }

  /** The lower sample of one of the input's. */
  lowOf(sample: number): number {
    return (this.places[sample] as number) >> INDEX_SHIFT;
  }

  /** The higher one's share of 256. */
  shareOf(sample: number): number {
    return (this.places[sample] as number) & SHARE_MASK;
  }

  /** The sample of the picture that is nearest to one of the input's. */
  nearestOf(sample: number): number {
    return this.lowOf(sample) + Math.round((this.shareOf(sample) * this.distance) / (1 << SHARE_BITS));
  }

  #place(at: number): number {
    const low = limited(Math.floor(at - (this.distance - 1) / 2), 0, this.#size - 1 - this.distance);
    // At the picture's edges there is one sample alone.
    const share = limited((at - low) / this.distance, 0, 1);
    return (low << INDEX_SHIFT) | Math.round(share * (1 << SHARE_BITS));
  }
}

function limited(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
