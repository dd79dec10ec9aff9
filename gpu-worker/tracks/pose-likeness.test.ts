import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Between, type Pose, poseLikeness } from './pose-likeness.ts';

const SIGMAS = [0.1, 0.1, 0.1, 0.1, 0.1];
const BETWEEN: Between = { moved: [0, 0], area: 100 * 100, sigmas: SIGMAS };

function pose(dx = 0, scores: readonly number[] = SIGMAS.map(() => 0.9)): Pose {
  const keypoints = SIGMAS.flatMap((_, index) => [10 * index + dx, 20 * index]);
  return { keypoints: Float32Array.from(keypoints), scores };
}

describe('the likeness of poses', () => {
  it('is 1 for a pose that stays', () => {
    assert.equal(poseLikeness(pose(), pose(), BETWEEN), 1);
  });

  it('is COCO’s: 1/e^½ at twice a keypoint’s sigma times the size', () => {
    const likeness = poseLikeness(pose(), pose(20), BETWEEN);
    assert.ok(Math.abs((likeness ?? 0) - Math.exp(-0.5)) < 1e-12, `${likeness}`);
  });

  it('is 1 for a pose that moved as expected', () => {
    assert.equal(poseLikeness(pose(), pose(30), { ...BETWEEN, moved: [30, 0] }), 1);
  });

  it('treats the points of a face like those of a body, where it moves by pixels', () => {
    const face = { ...BETWEEN, sigmas: SIGMAS.map(() => 0.007) };
    assert.ok((poseLikeness(pose(), pose(4), face) ?? 0) > 0.9);
  });

  it('leaves out keypoints that one of the poses does not have', () => {
    const [seen, unseen] = [0.9, 0.1];
    const far = pose(0, [seen, seen, seen, seen, unseen]);
    (far.keypoints as Float32Array)[8] = 5000;
    assert.equal(poseLikeness(pose(), far, BETWEEN), 1);
  });

  it('cannot be told from fewer than four keypoints', () => {
    assert.equal(poseLikeness(pose(), pose(0, [0.9, 0.9, 0.9, 0.1, 0.1]), BETWEEN), undefined);
  });
});
