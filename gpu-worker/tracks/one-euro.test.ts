import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OneEuroFilter } from '1eurofilter';
import fc from 'fast-check';
import { ONE_EURO, type Smoothed, smooth } from './one-euro.ts';

const SIZE = 250;

/** Steps between frames (seconds) and what was measured (pixels). */
const signal = fc.array(
  fc.tuple(
    fc.double({ min: 0.005, max: 0.2, noNaN: true }),
    fc.double({ min: -2000, max: 2000, noNaN: true }),
  ),
  { minLength: 1, maxLength: 40 },
);

function smoothed(steps: readonly (readonly [seconds: number, value: number])[], size = SIZE): number[] {
  let time = 7;
  let last: Smoothed | undefined;
  return steps.map(([seconds, value]) => {
    time += seconds;
    last = smooth(last, { time, values: [value], size });
    return last.values[0] as number;
  });
}

describe('the One Euro filter', () => {
  it('gives what its authors’ own implementation gives', () => {
    fc.assert(
      fc.property(signal, (steps) => {
        const { leastCutoff, beta, speedCutoff } = ONE_EURO;
        const filter = new OneEuroFilter(30, leastCutoff, beta / SIZE, speedCutoff);
        let time = 7;
        for (const [index, value] of smoothed(steps).entries()) {
          const [seconds, measured] = steps[index] as [number, number];
          time += seconds;
          assert.ok(Math.abs(value - filter.filter(measured, time)) < 1e-6, `frame ${index}`);
        }
      }),
    );
  });

  it('treats people alike, however large they are', () => {
    fc.assert(
      fc.property(signal, (steps) => {
        const near = smoothed(
          steps.map(([seconds, value]) => [seconds, 4 * value]),
          4 * SIZE,
        );
        for (const [index, value] of smoothed(steps).entries())
          assert.ok(Math.abs((near[index] as number) - 4 * value) < 1e-6);
      }),
    );
  });

  it('takes most of the jitter from what stands, and follows what moves', () => {
    const jitter = smoothed(
      Array.from({ length: 90 }, (_, frame) => [1 / 30, 500 + (frame % 2 === 0 ? 2 : -2)]),
    );
    assert.ok(
      jitter.slice(30).every((value) => Math.abs(value - 500) < 1),
      `${jitter.slice(-2)}`,
    );
    // A wrist that swings at three body sizes a second.
    const swing = smoothed(Array.from({ length: 90 }, (_, frame) => [1 / 30, frame * ((3 * SIZE) / 30)]));
    assert.ok(89 * ((3 * SIZE) / 30) - (swing[89] as number) < 0.03 * SIZE, `${swing[89]}`);
  });

  it('begins anew after a gap, and where time stands still', () => {
    const first = smooth(undefined, { time: 1, values: [10, 20], size: SIZE });
    assert.deepEqual(smooth(first, { time: 1.3, values: [90, 80], size: SIZE }), {
      time: 1.3,
      values: [90, 80],
      speeds: [0, 0],
    });
    assert.deepEqual(smooth(first, { time: 1, values: [90, 80], size: SIZE }).values, [90, 80]);
  });
});
