import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COCO_17 } from '../../../core/keypoint-sets.ts';
import { boxResult, foundPerson, poseResult } from './found-person.ts';
import { keypointOrder } from './keypoint-order.ts';

const INSTANCE = {
  keypoints: Float32Array.from(COCO_17.names.flatMap((_, index) => [index, 100 + index])),
  scores: Float32Array.from(COCO_17.names, (_, index) => (index === 0 ? 0.125 : 0.5)),
  box: [10, 20, 40, 80] as const,
  boxScore: 0.5,
};
const RULES = { image: 7, category: 1, scoredByKeypoints: true };

test('keypoints come in the labels’ order, by name', () => {
  const order = keypointOrder(['left_eye', 'nose'], COCO_17);
  assert.deepEqual(order, { indexes: [1, 0], sigmas: [0.025, 0.026] });
  const { keypoints } = foundPerson(INSTANCE, { ...RULES, order });
  assert.deepEqual(keypoints, [1, 101, 0.5, 0, 100, 0.125]);
  assert.throws(() => keypointOrder(['nose', 'tail'], COCO_17), /coco-17\) do not include tail/);
});

test('a pose’s score is the box’s times the mean of the keypoints that were seen', () => {
  const order = keypointOrder(COCO_17.names, COCO_17);
  const person = foundPerson(INSTANCE, { ...RULES, order });
  assert.equal(person.score, 0.25);
  assert.equal(foundPerson(INSTANCE, { ...RULES, order, scoredByKeypoints: false }).score, 0.5);
  assert.deepEqual(Object.keys(poseResult(person)), ['image_id', 'category_id', 'keypoints', 'score']);
});

test('a box is told as COCO tells it', () => {
  const person = foundPerson(INSTANCE, { ...RULES, scoredByKeypoints: false });
  assert.deepEqual(boxResult(person), { image_id: 7, category_id: 1, bbox: [10, 20, 30, 60], score: 0.5 });
});
