import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isEstimator } from './call-order.ts';

const order = (finder: number, estimator: number) =>
  Array.from({ length: finder + estimator }, (_, call) => isEstimator(call, { finder, estimator }));

test('calls of both networks are mixed, and each has as many as it should', () => {
  assert.deepEqual(order(3, 0), [false, false, false]);
  assert.deepEqual(order(2, 2), [false, true, false, true]);
  for (const [finder, estimator] of [
    [602, 636],
    [86, 601],
    [7, 3],
  ] as const) {
    assert.equal(order(finder, estimator).filter(Boolean).length, estimator);
  }
});
