import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Identified, identitySwitches } from './identity-switches.ts';

/** `[figure, track]` of each frame. */
const told = (frames: [number, number][][]) =>
  frames.map((found) => found.map(([figure, track]): Identified => ({ figure, track })));

test('a change of track is counted once, each way back again', () => {
  const frames = told([[[0, 5]], [[0, 5]], [[0, 6]], [[0, 6]], [[0, 5]]]);
  assert.deepEqual(identitySwitches(frames), [
    { frame: 2, figure: 0, before: 5, track: 6 },
    { frame: 4, figure: 0, before: 6, track: 5 },
  ]);
});

test('two who swap their tracks are two changes', () => {
  const frames = told([
    [
      [0, 1],
      [1, 2],
    ],
    [
      [1, 1],
      [0, 2],
    ],
  ]);
  assert.deepEqual(
    identitySwitches(frames).map(({ figure }) => figure),
    [1, 0],
  );
});

test('who was not found for a while is held against their last track', () => {
  assert.equal(identitySwitches(told([[[0, 1]], [], [[0, 1]]])).length, 0);
  assert.equal(identitySwitches(told([[[0, 1]], [], [[0, 2]]])).length, 1);
});
