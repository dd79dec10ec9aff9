/** Cuts a rectangle out of a picture, at any scale, as RGB for a model. */
import { type AxisTaps, axisTaps } from './axis-taps.ts';
import { type RgbWeights, rgbWeights } from './colour.ts';
import type { I420 } from './i420.ts';
import { mixRows } from './mix-rows.ts';

/** A rectangle of the picture in pixels; it may reach beyond the picture, where it is black. */
export interface Region {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** RGB samples `[height, width, 3]`, 0..255. */
export interface RgbTarget {
  width: number;
  height: number;
  data: Int32Array | Float32Array;
}

/** Fills the target with the region of the picture. */
export function sampleRegion(picture: I420, region: Region, target: RgbTarget): void {
  const columns = axisTaps(target.width, region.x, region.width / target.width, picture.width);
  const rows = axisTaps(target.height, region.y, region.height / target.height, picture.height);
  const weights = rgbWeights(picture.matrix);
  target.data.fill(0);
  if (columns.first === columns.last) return;
  const mixed = new Float32Array(picture.width);
  const from = columns.index[columns.first * columns.count] as number;
  const to = (columns.index[columns.last * columns.count - 1] as number) + 1;
  for (let row = rows.first; row < rows.last; row++) {
    mixRows(mixed, picture.y, picture.width, rows, row, from, to);
    writeRow(picture, { mixed, rows, columns, row }, target, weights);
  }
}

/**
 * One row of output from rows of luma that are already mixed. Chroma is taken from under the middle tap, which
 * is enough at half resolution. The loop works on plain numbers: it runs for every pixel of a model's input.
 */
function writeRow(
  { u, v, width }: I420,
  { mixed, rows, columns, row }: { mixed: Float32Array; rows: AxisTaps; columns: AxisTaps; row: number },
  { data, width: targetWidth }: RgbTarget,
  { luma, rv, gu, gv, bu }: RgbWeights,
): void {
  const { index, weight, count, first, last } = columns;
  const middle = count >> 1;
  const chromaRow = ((rows.index[row * rows.count + (rows.count >> 1)] as number) >> 1) * (width >> 1);
  let out = (row * targetWidth + first) * 3;
  for (let column = first, tap = first * count; column < last; column++) {
    const at = chromaRow + ((index[tap + middle] as number) >> 1);
    let sum = 0;
    for (const end = tap + count; tap < end; tap++) {
      sum += (mixed[index[tap] as number] as number) * (weight[tap] as number);
    }
    const cb = (u[at] as number) - 128;
    const cr = (v[at] as number) - 128;
    const base = luma * (sum - 16) + 0.5;
    data[out] = channel(base + rv * cr);
    data[out + 1] = channel(base - gu * cb - gv * cr);
    data[out + 2] = channel(base + bu * cb);
    out += 3;
  }
}

function channel(value: number): number {
  return value <= 0 ? 0 : value >= 255 ? 255 : value | 0;
}
