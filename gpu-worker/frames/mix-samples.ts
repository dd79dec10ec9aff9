/**
 * Mixes the samples of luma that make up a row of a model's input: a square of one to sixteen to each of its pixels.
 * Each size of the square has a loop of its own, written out, since this runs for every pixel.
 */
import type { AxisTaps, Mixture } from './axis-taps.ts';

/** Both axes of an input. */
export interface Taps {
  mixture: Mixture;
  columns: AxisTaps;
  rows: AxisTaps;
}

/** Where the rows that are mixed begin in the plane, and the second one's share where two are interpolated. */
interface Lines {
  a: number;
  b: number;
  c: number;
  d: number;
  share: number;
}

type Mix = (luma: Float64Array, plane: Uint8Array, lines: Lines, columns: AxisTaps) => void;

/**
 * Fills a row of luma where the picture covers it. Samples that count the same are added up only; the caller divides.
 *
 * @param stride samples of the plane from a row to the next
 */
export function mixSamples(
  luma: Float64Array,
  plane: Uint8Array,
  stride: number,
  { mixture: { count, interpolates }, columns, rows: { index, share } }: Taps,
  row: number,
): void {
  const line = (tap: number) => (index[row * count + Math.min(tap, count - 1)] as number) * stride;
  const lines = { a: line(0), b: line(1), c: line(2), d: line(3), share: share[row] as number };
  const mix = interpolates ? interpolate : (SUMS[count] as Mix);
  mix(luma, plane, lines, columns);
}

const interpolate: Mix = (luma, plane, { a, b, share: down }, { index, share, first, last }) => {
  for (let x = first; x < last; x++) {
    const left = index[2 * x] as number;
    const right = index[2 * x + 1] as number;
    const across = share[x] as number;
    const top = blend(plane[a + left] as number, plane[a + right] as number, across);
    luma[x] = blend(top, blend(plane[b + left] as number, plane[b + right] as number, across), down);
  }
};

const SUMS: Readonly<Record<number, Mix>> = {
  1: (luma, plane, { a }, { index, first, last }) => {
    for (let x = first; x < last; x++) luma[x] = plane[a + (index[x] as number)] as number;
  },
  2: (luma, plane, { a, b }, { index, first, last }) => {
    for (let x = first, tap = 2 * first; x < last; x++, tap += 2) {
      const left = index[tap] as number;
      const right = index[tap + 1] as number;
      const upper = (plane[a + left] as number) + (plane[a + right] as number);
      luma[x] = upper + (plane[b + left] as number) + (plane[b + right] as number);
    }
  },
  3: (luma, plane, { a, b, c }, { index, first, last }) => {
    for (let x = first, tap = 3 * first; x < last; x++, tap += 3) {
      const upper = three(plane, a, index, tap);
      luma[x] = upper + three(plane, b, index, tap) + three(plane, c, index, tap);
    }
  },
  4: (luma, plane, { a, b, c, d }, { index, first, last }) => {
    for (let x = first, tap = 4 * first; x < last; x++, tap += 4) {
      const upper = four(plane, a, index, tap) + four(plane, b, index, tap);
      luma[x] = upper + four(plane, c, index, tap) + four(plane, d, index, tap);
    }
  },
};

function blend(one: number, other: number, share: number): number {
  return one + (other - one) * share;
}

function three(plane: Uint8Array, line: number, index: Int32Array, tap: number): number {
  const left = plane[line + (index[tap] as number)] as number;
  const middle = plane[line + (index[tap + 1] as number)] as number;
  return left + middle + (plane[line + (index[tap + 2] as number)] as number);
}

function four(plane: Uint8Array, line: number, index: Int32Array, tap: number): number {
  const left =
    (plane[line + (index[tap] as number)] as number) + (plane[line + (index[tap + 1] as number)] as number);
  const right =
    (plane[line + (index[tap + 2] as number)] as number) +
    (plane[line + (index[tap + 3] as number)] as number);
  return left + right;
}
