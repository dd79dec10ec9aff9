import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KEYPOINT_SETS } from '../../core/keypoint-sets.ts';
import type { Instance } from '../instance.ts';
import { bodyPoints, followPose } from './follow-pose.ts';

const PICTURE = { width: 640, height: 480 };

/** A pose whose points lie where they are told; the others are not sure. */
function pose(count: number, points: Readonly<Record<number, readonly [x: number, y: number]>>): Instance {
  const keypoints = new Float32Array(2 * count);
  const scores = new Float32Array(count);
  for (const [index, [x, y]] of Object.entries(points)) {
    keypoints.set([x, y], 2 * Number(index));
    scores[Number(index)] = 0.9;
  }
  return { keypoints, scores, box: [0, 0, 1, 1], boxScore: 0.8 };
}

test('bodies are told by bodies’ points: neither faces nor fingers', () => {
  const lengths = Object.entries(KEYPOINT_SETS).map(([name, { names }]) => [name, bodyPoints(names).length]);
  assert.deepEqual(Object.fromEntries(lengths), {
    'coco-17': 17,
    'coco-25': 25,
    'halpe-26': 26,
    'coco-wholebody-133': 23,
    'hand-21': 21,
    'face-106': 106,
    'ap10k-17': 17,
  });
});

test('a face alone is no body, but feet belong to one', () => {
  const names = KEYPOINT_SETS['coco-wholebody-133'].names;
  const points = bodyPoints(names);
  const face = Object.fromEntries(
    Array.from({ length: 68 }, (_, index) => [23 + index, [300, 100] as const]),
  );
  assert.equal(followPose(pose(133, { ...face, 0: [300, 100] }), PICTURE, points), undefined);
  const standing = pose(133, { ...face, 0: [300, 100], 5: [250, 150], 11: [260, 250], 19: [350, 400] });
  assert.deepEqual(followPose(standing, PICTURE, points), { box: [240, 70, 360, 430], score: 0.8 });
});

test('the box ends with the picture; who is no longer there is let go', () => {
  const points = bodyPoints(KEYPOINT_SETS['coco-17'].names);
  const corner = pose(17, { 0: [10, 10], 1: [600, 10], 2: [10, 470], 3: [600, 470] });
  assert.deepEqual(followPose(corner, PICTURE, points)?.box, [0, 0, 640, 480]);
  const tiny = pose(17, { 0: [10, 10], 1: [11, 10], 2: [10, 11], 3: [11, 11] });
  assert.equal(followPose(tiny, PICTURE, points), undefined);
  assert.equal(followPose(pose(17, {}), PICTURE, points), undefined);
});
