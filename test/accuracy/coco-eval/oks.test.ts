import assert from 'node:assert/strict';
import { test } from 'node:test';
import { oks } from './oks.ts';

const SIGMAS = [0.05, 0.1];
const AREA = 400;
const PERSON = { keypoints: [10, 10, 2, 50, 50, 1], area: AREA, bbox: [0, 0, 20, 20] as const };

test('a pose that lies on the labels has similarity 1', () => {
  assert.equal(oks([10, 10, 1, 50, 50, 1], PERSON, SIGMAS), 1);
});

test('a joint that is off by k times the scale counts exp(-1/2)', () => {
  const scale = Math.sqrt(AREA);
  const off = oks([10 + 2 * 0.05 * scale, 10, 1, 50, 50 + 2 * 0.1 * scale, 1], PERSON, SIGMAS);
  assert.ok(Math.abs(off - Math.exp(-0.5)) < 1e-12, `${off}`);
});

test('joints without a label do not count', () => {
  const person = { ...PERSON, keypoints: [10, 10, 2, 0, 0, 0] };
  assert.equal(oks([10, 10, 1, 900, 900, 1], person, SIGMAS), 1);
});

test('near a person without labels everything is right, up to the box’s size beyond the box', () => {
  const person = { ...PERSON, keypoints: [0, 0, 0, 0, 0, 0] };
  assert.equal(oks([-20, 0, 1, 40, 40, 1], person, SIGMAS), 1);
  assert.ok(oks([-20, 0, 1, 40, 140, 1], person, SIGMAS) < 0.51);
});
