import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withoutTwins } from './oks-nms.ts';

const SIGMAS = [0.1];
const pose = (x: number, score: number) => ({
  keypoints: [x, 50, 0.3],
  bbox: [0, 0, 80, 80] as [number, number, number, number],
  score,
});
/** How far two poses in these boxes are apart when they are alike by .9. */
const LIMIT = Math.sqrt(-Math.log(0.9) * 2 * (100 * 100) * (2 * 0.1) ** 2);

test('of poses that are nearly the same the best is kept', () => {
  const [best, twin, other] = [pose(0, 0.9), pose(0.9 * LIMIT, 0.8), pose(1.1 * LIMIT, 0.7)];
  assert.deepEqual(withoutTwins([other, twin, best], SIGMAS), [best, other]);
});

test('who resembles only a dropped pose is kept', () => {
  const chain = [pose(0, 0.9), pose(0.9 * LIMIT, 0.8), pose(1.8 * LIMIT, 0.7)];
  assert.deepEqual(withoutTwins(chain, SIGMAS), [chain[0], chain[2]]);
});
