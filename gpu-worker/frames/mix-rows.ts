/** Mixes source rows into one: the vertical half of a resize, over neighbouring samples, which is quick. */
import type { AxisTaps } from './axis-taps.ts';

/**
 * Fills `mixed[from..to)` with the rows that make up an output row. One to four taps, each in a loop of its own
 * that reads every row once.
 */
export function mixRows(
  mixed: Float32Array,
  plane: Uint8Array,
  stride: number,
  { index, weight, count }: AxisTaps,
  row: number,
  from: number,
  to: number,
): void {
  const tap = row * count;
  const line = (number: number) => (index[tap + number] as number) * stride;
  const share = (number: number) => weight[tap + number] as number;
  if (count === 1) copyRow(mixed, plane, line(0), from, to);
  else if (count === 2) mixTwo(mixed, plane, [line(0), line(1)], [share(0), share(1)], from, to);
  else if (count === 3) averageThree(mixed, plane, [line(0), line(1), line(2)], from, to);
  else averageFour(mixed, plane, [line(0), line(1), line(2), line(3)], from, to);
}

function copyRow(mixed: Float32Array, plane: Uint8Array, a: number, from: number, to: number): void {
  for (let x = from; x < to; x++) mixed[x] = plane[a + x] as number;
}

function mixTwo(
  mixed: Float32Array,
  plane: Uint8Array,
  [a, b]: [number, number],
  [p, q]: [number, number],
  from: number,
  to: number,
): void {
  for (let x = from; x < to; x++) mixed[x] = (plane[a + x] as number) * p + (plane[b + x] as number) * q;
}

function averageThree(
  mixed: Float32Array,
  plane: Uint8Array,
  [a, b, c]: [number, number, number],
  from: number,
  to: number,
): void {
  for (let x = from; x < to; x++) {
    mixed[x] = ((plane[a + x] as number) + (plane[b + x] as number) + (plane[c + x] as number)) / 3;
  }
}

function averageFour(
  mixed: Float32Array,
  plane: Uint8Array,
  [a, b, c, d]: [number, number, number, number],
  from: number,
  to: number,
): void {
  for (let x = from; x < to; x++) {
    const sum = (plane[a + x] as number) + (plane[b + x] as number) + (plane[c + x] as number);
    mixed[x] = (sum + (plane[d + x] as number)) * 0.25;
  }
}
