/** Which source samples make up each output sample along one axis. */

/** Taps of an axis: `count` for each of the output's samples. */
export interface AxisTaps {
  count: number;
  /** `[length, count]` indices of source samples. */
  index: Int32Array;
  /** `[length, count]` weights; those of one output sample add up to 1. */
  weight: Float32Array;
  /** Output samples from `first` to before `last` lie in the source; the others are padding. */
  first: number;
  last: number;
}

/** Most taps an axis: beyond a fourfold reduction, four evenly spaced samples stand for all. */
const MOST_TAPS = 4;

/**
 * Taps for an axis of `length` output samples that covers `[origin, origin + length * scale)` of a source of
 * `size` samples. Reductions average evenly spaced samples, enlargements interpolate between two.
 */
export function axisTaps(length: number, origin: number, scale: number, size: number): AxisTaps {
  const count = scale < 1 ? 2 : Math.min(MOST_TAPS, Math.max(1, Math.round(scale)));
  const index = new Int32Array(length * count);
  const weight = new Float32Array(length * count);
  for (let sample = 0; sample < length; sample++) {
    if (scale < 1) interpolate(index, weight, sample, origin + (sample + 0.5) * scale - 0.5, size);
    else average(index, weight, { sample, count, start: origin + sample * scale, step: scale / count, size });
  }
  return { count, index, weight, ...coverage(length, origin, scale, size) };
}

function interpolate(
  index: Int32Array,
  weight: Float32Array,
  sample: number,
  at: number,
  size: number,
): void {
  const low = Math.floor(at);
  index[2 * sample] = clamp(low, size);
  index[2 * sample + 1] = clamp(low + 1, size);
  weight[2 * sample] = 1 - (at - low);
  weight[2 * sample + 1] = at - low;
}

function average(
  index: Int32Array,
  weight: Float32Array,
  { sample, count, start, step, size }: Record<'sample' | 'count' | 'start' | 'step' | 'size', number>,
): void {
  for (let tap = 0; tap < count; tap++) {
    index[sample * count + tap] = clamp(Math.floor(start + (tap + 0.5) * step), size);
    weight[sample * count + tap] = 1 / count;
  }
}

/** The output samples whose middle lies in the source. */
function coverage(
  length: number,
  origin: number,
  scale: number,
  size: number,
): { first: number; last: number } {
  const first = Math.max(0, Math.ceil(-origin / scale - 0.5));
  const last = Math.min(length, Math.ceil((size - origin) / scale - 0.5));
  return { first: Math.min(first, length), last: Math.max(last, Math.min(first, length)) };
}

function clamp(index: number, size: number): number {
  return Math.min(Math.max(index, 0), size - 1);
}
