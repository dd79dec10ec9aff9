import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TrackedInstance } from '../instance.ts';
import { PoseSmoother } from './pose-smoother.ts';

function person(trackId: number, x: number): TrackedInstance {
  return {
    trackId,
    keypoints: Float32Array.of(x, 50, x + 10, 90),
    scores: Float32Array.of(0.9, 0.8),
    box: [0, 0, 100, 300],
    boxScore: 0.7,
  };
}

describe('smoothed poses', () => {
  it('begin as they were measured, and lag behind a jump', () => {
    const smoother = new PoseSmoother();
    assert.deepEqual(smoother.smooth([person(1, 20)], 0), [person(1, 20)]);
    const [second] = smoother.smooth([person(1, 26)], 1 / 30);
    const x = second?.keypoints[0] as number;
    assert.ok(x > 20 && x < 26, `${x}`);
    assert.equal(second?.keypoints[1], 50, 'what stands, stands');
  });

  it('have the boxes and scores of the measured ones, which stay as they are', () => {
    const smoother = new PoseSmoother();
    const [first, second] = [person(1, 20), person(1, 40)];
    smoother.smooth([first], 0);
    const [smoothed] = smoother.smooth([second], 1 / 30);
    assert.deepEqual({ ...smoothed, keypoints: null }, { ...second, keypoints: null });
    assert.deepEqual([first, second], [person(1, 20), person(1, 40)]);
  });

  it('are told apart by their tracks, not by their places in the list', () => {
    const smoother = new PoseSmoother();
    smoother.smooth([person(1, 20), person(2, 500)], 0);
    assert.deepEqual(smoother.smooth([person(2, 500), person(1, 20)], 1 / 30), [
      person(2, 500),
      person(1, 20),
    ]);
  });

  it('are not kept for longer than a gap that is smoothed over', () => {
    const smoother = new PoseSmoother();
    smoother.smooth([person(1, 20), person(2, 20)], 0);
    smoother.smooth([person(2, 20)], 0.2);
    assert.deepEqual(
      smoother.state().map(([id]) => id),
      [1, 2],
    );
    smoother.smooth([], 0.3);
    assert.deepEqual(
      smoother.state().map(([id]) => id),
      [2],
    );
  });
});
