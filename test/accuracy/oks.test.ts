import assert from 'node:assert/strict';
import { test } from 'node:test';
import { oks } from './oks.ts';

const SIGMAS = [0.05, 0.1];
const PERSON = { keypoints: [10, 10, 2, 50, 50, 1], area: 400 };

test('a pose that lies on the labels has similarity 1', () => {
  assert.equal(
    oks(
      [
        [10, 10],
        [50, 50],
      ],
      PERSON,
      SIGMAS,
    ),
    1,
  );
});

test('a joint that is off by k times the scale counts exp(-1/2)', () => {
  const scale = Math.sqrt(PERSON.area);
  const off = oks(
    [
      [10 + 2 * 0.05 * scale, 10],
      [50, 50 + 2 * 0.1 * scale],
    ],
    PERSON,
    SIGMAS,
  );
  assert.ok(Math.abs(off - Math.exp(-0.5)) < 1e-12, `${off}`);
});

test('joints without a label do not count', () => {
  const person = { ...PERSON, keypoints: [10, 10, 2, 0, 0, 0] };
  assert.equal(
    oks(
      [
        [10, 10],
        [900, 900],
      ],
      person,
      SIGMAS,
    ),
    1,
  );
  assert.ok(Number.isNaN(oks([], { ...PERSON, keypoints: [0, 0, 0, 0, 0, 0] }, SIGMAS)));
});
