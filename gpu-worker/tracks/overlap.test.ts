import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bufferedOverlap, overlap } from './overlap.ts';

test('overlap is the shared area over the joint one', () => {
  assert.equal(overlap([0, 0, 10, 10], [0, 0, 10, 10]), 1);
  assert.equal(overlap([0, 0, 10, 10], [5, 0, 15, 10]), 1 / 3);
  assert.equal(overlap([0, 0, 10, 10], [10, 0, 20, 10]), 0);
  assert.equal(overlap([0, 0, 10, 10], [30, 30, 40, 40]), 0);
});

test('boxes without area do not overlap', () => {
  assert.equal(overlap([5, 5, 5, 5], [5, 5, 5, 5]), 0);
});

test('a buffer lets boxes meet that lie apart by less than their own width', () => {
  assert.equal(bufferedOverlap([0, 0, 10, 20], [15, 0, 25, 20], 0), 0);
  // Enlarged to [-5, 15] and [10, 30]: 5 of 35 pixels.
  assert.equal(bufferedOverlap([0, 0, 10, 20], [15, 0, 25, 20], 0.5), 1 / 7);
});
