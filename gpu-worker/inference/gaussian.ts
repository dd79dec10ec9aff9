/** A Gaussian blur of the surroundings of one sample of a map; the rest of the map is not needed. */

/** A map of numbers. */
export interface NumberMap {
  /** Row by row. */
  data: Float32Array;
  width: number;
  height: number;
}

/** Weights of a blur of `size` samples, an odd number; the deviation is the one that OpenCV derives from the size. */
export function gaussianWeights(size: number): Float64Array {
  const middle = (size - 1) / 2;
  const deviation = 0.3 * (middle - 1) + 0.8;
  const weights = Float64Array.from({ length: size }, (_, index) =>
    Math.exp(-((index - middle) ** 2) / (2 * deviation ** 2)),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** The square of blurred samples around a place; beyond the map is nothing but zeros. */
export class BlurredSurroundings {
  /** Samples to each side of the middle. */
  readonly reach: number;
  readonly #weights: Float64Array;
  readonly #side: number;
  /** `[side, side]` blurred. */
  readonly #blurred: Float64Array;
  /** `[side + blur, side]`: blurred along rows. */
  readonly #rows: Float64Array;

  constructor(reach: number, kernel: number) {
    this.reach = reach;
    this.#weights = gaussianWeights(kernel);
    this.#side = 2 * reach + 1;
    this.#blurred = new Float64Array(this.#side ** 2);
    this.#rows = new Float64Array((this.#side + kernel - 1) * this.#side);
  }

  /** Blurs around a place; `at` tells the outcome until the next call. */
  blur(map: NumberMap, x: number, y: number): void {
    const [side, weights, rows] = [this.#side, this.#weights, this.#rows];
    const half = (weights.length - 1) / 2;
    for (let row = 0; row < side + 2 * half; row++) {
      this.#blurRow(map, x, y - this.reach - half + row, row * side);
    }
    for (let place = 0; place < side * side; place++) {
      let sum = 0;
      for (let tap = 0; tap < weights.length; tap++)
        sum += (rows[place + tap * side] as number) * (weights[tap] as number);
      this.#blurred[place] = sum;
    }
  }

  /** The blurred number so far from the middle. */
  at(dx: number, dy: number): number {
    return this.#blurred[(dy + this.reach) * this.#side + dx + this.reach] as number;
  }

  /** The largest of the blurred numbers. */
  get most(): number {
    return this.#blurred.reduce((most, value) => Math.max(most, value));
  }

  #blurRow({ data, width, height }: NumberMap, x: number, y: number, out: number): void {
    const [side, weights] = [this.#side, this.#weights];
    const isOutside = y < 0 || y >= height;
    for (let column = 0; column < side; column++) {
      const begin = x - this.reach - (weights.length - 1) / 2 + column;
      const from = isOutside ? weights.length : Math.max(0, -begin);
      const to = Math.min(weights.length, width - begin);
      const row = y * width + begin;
      let sum = 0;
      for (let tap = from; tap < to; tap++) sum += (data[row + tap] as number) * (weights[tap] as number);
      this.#rows[out + column] = sum;
    }
  }
}
