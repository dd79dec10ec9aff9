import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AscendingTimes } from './ascending-times.ts';
import type { VideoProbe } from './probe.ts';

const PROBE = { origin: 100, frameRate: { num: 10, den: 1 } } as VideoProbe;
const near = (actual: readonly number[], expected: readonly number[]) =>
  assert.deepEqual(
    actual.map((time) => Math.round(time * 1e4) / 1e4),
    expected,
  );

describe('times', () => {
  it('count from the video’s zero', () => {
    const times = new AscendingTimes(PROBE);
    near(
      [100, 100.1, 100.25].map((time) => times.next(time)),
      [0, 0.1, 0.25],
    );
    assert.equal(times.isPlain, true);
  });

  it('that are missing follow at the average rate, and mark no place any more', () => {
    const times = new AscendingTimes(PROBE);
    near(
      [100, Number.NaN, Number.NaN].map((time) => times.next(time)),
      [0, 0.1, 0.2],
    );
    assert.equal(times.isPlain, false);
  });

  it('go on where the clock falls back, and mark no place any more', () => {
    const times = new AscendingTimes(PROBE);
    near(
      [100, 101, 100, 100.5].map((time) => times.next(time)),
      [0, 1, 1.1, 1.6],
    );
    assert.equal(times.isPlain, false);
  });

  it('that are equal are set apart', () => {
    const times = new AscendingTimes(PROBE);
    const [first = 0, second = 0] = [100, 100].map((time) => times.next(time));
    assert.ok(second > first && second - first < 1e-4);
  });

  it('go on from those of an earlier process', () => {
    const times = new AscendingTimes(PROBE, 1);
    const [first = 0] = [101].map((time) => times.next(time));
    assert.ok(first > 1 && first < 1.0001);
  });
});
