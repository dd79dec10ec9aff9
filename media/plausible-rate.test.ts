import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FrameTable } from './frame-table.ts';
import { withPlausibleRate } from './plausible-rate.ts';
import type { VideoProbe } from './video-probe.ts';

/** 100 frames of 40 ticks. */
const TABLE: FrameTable = {
  pts: Float64Array.from({ length: 100 }, (_, index) => 40 * index),
  keyframes: Uint32Array.of(0),
  frames: 100,
  complete: true,
  steady: true,
};

/** The rate of a video whose header tells another, by a clock of 1000 ticks a second. */
function rateOf([num, den]: readonly [number, number], table: Partial<FrameTable> = {}): [number, number] {
  const probe = { frameRate: { num, den }, timeBase: { num: 1, den: 1000 } } as VideoProbe;
  const { frameRate } = withPlausibleRate(probe, { ...TABLE, ...table });
  return [frameRate.num, frameRate.den];
}

describe('the frame rate of a header', () => {
  it('is kept where it is near that of the frames', () => {
    for (const told of [
      [25, 1],
      [30_000, 1001],
      [50, 1],
      [10, 1],
    ] as const)
      assert.deepEqual(rateOf(told), told);
  });

  it('gives way to that of the frames where it is another by far', () => {
    for (const told of [
      [1000, 1],
      [1, 10],
    ] as const)
      assert.deepEqual(rateOf(told), [25_000, 1000]);
  });

  it('is kept where the times tell nothing', () => {
    const tables = [
      { complete: false },
      { steady: false },
      { pts: Float64Array.of(0) },
      { pts: new Float64Array() },
    ];
    for (const table of tables) assert.deepEqual(rateOf([1000, 1], table), [1000, 1]);
  });
});
