import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bestPairs, summarizeLikeness } from './likeness.ts';

test('a detection is one person’s alone, the most alike first', () => {
  assert.deepEqual(
    bestPairs([
      [0.8, 0.2],
      [0.9, 0.1],
    ]),
    [0.2, 0.9],
  );
  assert.deepEqual(bestPairs([[0.8], [0.9]]), [0, 0.9]);
  assert.deepEqual(bestPairs([[], []]), [0, 0]);
});

test('who is met at less than .5 counts in the mean of all, but not as found', () => {
  assert.deepEqual(summarizeLikeness([0.75, 0.25, 0.5]), {
    people: 3,
    found: 2,
    meanOfAll: 0.5,
    meanOfFound: 0.625,
  });
  assert.ok(Number.isNaN(summarizeLikeness([]).meanOfAll));
});
