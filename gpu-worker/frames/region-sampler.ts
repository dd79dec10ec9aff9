/** Cuts a rectangle out of a picture, at any scale, as whole RGB values for a model: MoveNet's way. */
import { AxisTaps, type Mixture, mixtureFor } from './axis-taps.ts';
import { type RgbWeights, rgbWeights } from './colour.ts';
import type { I420 } from './i420.ts';
import { mixSamples } from './mix-samples.ts';
import type { Region, Size } from './regions.ts';

/** Cuts out inputs of one size. It keeps its working memory: one sampler does one picture after the other. */
export class RegionSampler {
  readonly #size: Size;
  readonly #columns: AxisTaps;
  readonly #rows: AxisTaps;
  /** Of a row of the input. */
  readonly #luma: Float64Array;

  constructor(size: Size) {
    this.#size = size;
    this.#columns = new AxisTaps(size.width);
    this.#rows = new AxisTaps(size.height);
    this.#luma = new Float64Array(size.width);
  }

  /** Fills `[height, width, 3]` values of a tensor, 0..255, from an index on. Both axes are scaled alike. */
  fill(picture: I420, region: Region, data: Int32Array, offset = 0): void {
    const { width, height } = this.#size;
    const [columns, rows, scale] = [this.#columns, this.#rows, region.width / width];
    const mixture = mixtureFor(scale);
    columns.update(mixture, region.x, scale, picture.width);
    rows.update(mixture, region.y, region.height / height, picture.height);
    data.fill(0, offset, offset + width * height * 3);
    const weights = rgbWeights(picture.matrix);
    for (let row = rows.first; row < rows.last; row++) {
      mixSamples(this.#luma, picture.y, picture.width, { mixture, columns, rows }, row);
      this.#writeRow(picture, weights, mixture, row, data, offset);
    }
  }

  /**
   * One row of output from luma that is already mixed. Chroma is taken from under the middle tap, which is enough at
   * half resolution. The loop works on plain numbers: it runs for every pixel of a model's input.
   */
  #writeRow(
    { u, v, width }: I420,
    weights: RgbWeights,
    { count, interpolates }: Mixture,
    row: number,
    data: Int32Array,
    offset: number,
  ): void {
    const { index, first, last } = this.#columns;
    const { rv, gu, gv, bu } = weights;
    const luma = this.#luma;
    const middle = count >> 1;
    const factor = interpolates ? weights.luma : weights.luma / count ** 2;
    const shift = 0.5 - 16 * weights.luma;
    const chromaRow = ((this.#rows.index[row * count + middle] as number) >> 1) * (width >> 1);
    let out = offset + (row * this.#size.width + first) * 3;
    for (let column = first; column < last; column++, out += 3) {
      const at = chromaRow + ((index[column * count + middle] as number) >> 1);
      const cb = (u[at] as number) - 128;
      const cr = (v[at] as number) - 128;
      const base = factor * (luma[column] as number) + shift;
      data[out] = channel(base + rv * cr);
      data[out + 1] = channel(base - gu * cb - gv * cr);
      data[out + 2] = channel(base + bu * cb);
    }
  }
}

function channel(value: number): number {
  return value <= 0 ? 0 : value >= 255 ? 255 : value | 0;
}
