import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { COCO_17 } from '../../core/keypoint-sets.ts';
import type { Box, Instance } from '../instance.ts';
import { PARAMETERS } from './parameters.ts';
import { Tracker } from './tracker.ts';

const FRAME = 1 / 30;

/** Someone 80 pixels wide and 300 tall whose left edge is at `x`, without a pose unless one is given. */
function person(x: number, fields: Partial<Instance> = {}): Instance {
  const box: Box = [x, 100, x + 80, 400];
  return { keypoints: new Float32Array(34), scores: new Float32Array(17), box, boxScore: 0.8, ...fields };
}

/** A pose whose points lie on a line through the box, steep or flat, so that two people can be told apart. */
function posed(x: number, slope: number): Instance {
  const keypoints = Float32Array.from({ length: 34 }, (_, index) => {
    const row = index >> 1;
    return index % 2 === 0 ? x + 40 + slope * (row - 8) : 100 + row * 18;
  });
  return person(x, { keypoints, scores: new Float32Array(17).fill(0.9) });
}

/** Ids of all frames; what stands at an index is there at that frame of 30 a second. */
function follow(frames: readonly (readonly Instance[])[], step = FRAME): number[][] {
  const tracker = new Tracker(COCO_17.sigmas);
  return frames.map((people, index) => tracker.track(people, index * step));
}

const frames = (count: number, people: (index: number) => Instance[]) =>
  Array.from({ length: count }, (_, index) => people(index));
/** Ids, each once, in the order in which they came up. */
const distinct = (ids: readonly number[][]) => [...new Set(ids.flat())];

describe('the tracker', () => {
  it('gives ids from 1 in the order of the people, and none where nobody is', () => {
    assert.deepEqual(follow([[], [person(0), person(500)], [], [person(502), person(1)]]), [
      [],
      [1, 2],
      [],
      [2, 1],
    ]);
  });

  it('follows someone who walks, at any frame rate', () => {
    for (const rate of [60, 30, 10, 5]) {
      const walk = frames(2 * rate, (index) => [person((200 / rate) * index)]);
      assert.deepEqual(distinct(follow(walk, 1 / rate)), [1], `${rate} frames a second`);
    }
  });

  it('tells two who pass each other by the way they go', () => {
    const passing = frames(60, (index) => [person(8 * index), person(480 - 8 * index)]);
    for (const ids of follow(passing)) assert.deepEqual(ids, [1, 2]);
  });

  it('tells two who meet and turn back by their poses', () => {
    const meet = (index: number) => 240 - 0.27 * (index - 30) ** 2;
    const turning = frames(60, (index) => [posed(meet(index), 4), posed(480 - meet(index), -4)]);
    for (const ids of follow(turning)) assert.deepEqual(ids, [1, 2]);
  });

  it('finds who was hidden behind another while both walked on', () => {
    const hiding = frames(60, (index) => {
      const hidden = index > 22 && index < 38;
      return [person(8 * index), ...(hidden ? [] : [person(480 - 8 * index)])];
    });
    const ids = follow(hiding);
    assert.deepEqual(distinct(ids), [1, 2]);
    for (const pair of ids) assert.equal(pair[0], 1);
  });

  it('finds who was hidden and did not walk on', () => {
    const stopping = frames(60, (index) =>
      index > 20 && index < 50 ? [] : [person(6 * Math.min(index, 20))],
    );
    assert.deepEqual(distinct(follow(stopping)), [1]);
  });

  const away = (seconds: number) =>
    follow([...frames(20, () => [person(5)]), ...frames(Math.round(seconds / FRAME), () => []), [person(8)]]);

  it('knows who comes back where they left within the kept time, and nobody later', () => {
    assert.deepEqual(distinct(away(PARAMETERS.keptSeconds - 0.1)), [1]);
    assert.deepEqual(distinct(away(PARAMETERS.keptSeconds + 0.1)), [1, 2]);
  });

  it('counts the kept time in seconds, not in frames', () => {
    const few = [[person(0)], [person(0)], [], [person(0)]];
    assert.deepEqual(distinct(follow(few, 0.9)), [1], '1.8 s');
    assert.deepEqual(distinct(follow(few, 1.1)), [1, 2], '2.2 s');
  });

  it('looks for who was there in the frame before, however long ago that was', () => {
    assert.deepEqual(distinct(follow([[person(0)], [person(4)], [person(8)]], 60)), [1]);
  });

  it('soon forgets who was seen once only', () => {
    const once = [[person(0)], ...frames(8, () => []), [person(0)]];
    assert.deepEqual(distinct(follow(once)), [1, 2]);
  });

  it('does not take someone far away for one who left', () => {
    assert.deepEqual(
      distinct(follow([...frames(10, () => [person(0)]), ...frames(5, () => [person(300)])])),
      [1, 2],
    );
  });

  it('keeps a track from a weak detection while there is a plain one', () => {
    const weak = (x: number) => person(x, { boxScore: 0.1 });
    const doubled = frames(20, (index) => [person(3 * index), ...(index > 5 ? [weak(3 * index + 2)] : [])]);
    for (const ids of follow(doubled)) assert.equal(ids[0], 1);
  });

  it('keeps a track from a double that comes up as its person leaves the picture', () => {
    const cut = (right: number): Instance => person(0, { box: [0, 100, right, 380] });
    const leaving = [
      ...frames(20, (index) => [person(100 - 4 * index)]),
      [person(20), cut(70)],
      ...frames(6, (index) => [cut(66 - 6 * index)]),
    ];
    for (const ids of follow(leaving)) assert.equal(ids[0], 1);
  });

  it('follows someone whose score falls, where no plain detection is', () => {
    const fading = frames(30, (index) => [person(4 * index, { boxScore: 0.9 - 0.03 * index })]);
    assert.deepEqual(distinct(follow(fading)), [1]);
  });

  it('gives each of 60 people an id of their own, frame after frame', () => {
    const crowd = frames(10, (index) =>
      Array.from({ length: 60 }, (_, who) => person(100 * who + 3 * index)),
    );
    const expected = Array.from({ length: 60 }, (_, who) => who + 1);
    for (const ids of follow(crowd)) assert.deepEqual(ids, expected);
  });

  it('compares the poses of those only who are near each other', () => {
    let reads = 0;
    const counted = (scores: Float32Array) =>
      new Proxy(scores, {
        get: (target, key) => {
          reads += 1;
          return Reflect.get(target, key, target);
        },
      });
    const crowd = (index: number) =>
      Array.from({ length: 60 }, (_, who) => {
        const someone = posed(100 * who + index, 2);
        return { ...someone, scores: counted(someone.scores) };
      });
    follow(frames(4, crowd));
    // Each with themselves, in three frames: both scores of each keypoint.
    assert.ok(reads >= 3 * 60 * 2 * 17, `${reads}`);
    assert.ok(reads < 2 * 3 * 60 * 2 * 17, `${reads}`);
  });

  it('follows people who have no keypoints at all', () => {
    const bare = { keypoints: new Float32Array(0), scores: new Float32Array(0) };
    const walk = frames(30, (index) => [person(5 * index, bare), person(600 - 5 * index, bare)]);
    for (const ids of follow(walk)) assert.deepEqual(ids, [1, 2]);
  });

  it('is not led astray by somebody whose numbers are none', () => {
    const { NaN: none } = Number;
    const broken: Partial<Instance>[] = [
      { boxScore: none },
      { scores: new Float32Array(17).fill(none) },
      { keypoints: new Float32Array(34).fill(none), scores: new Float32Array(17).fill(0.9) },
      { box: [none, none, none, none] },
    ];
    for (const fields of broken) {
      const walk = frames(20, (index) => [posed(5 * index, 3), { ...posed(400, 3), ...fields }]);
      for (const ids of follow(walk)) assert.equal(ids[0], 1);
    }
  });

  it('only gives ids above those that are reserved', () => {
    const tracker = new Tracker(COCO_17.sigmas);
    tracker.reserve(40);
    assert.deepEqual(tracker.track([person(0)], 0), [41]);
    tracker.reserve(7);
    assert.deepEqual(tracker.track([person(0), person(900)], FRAME), [41, 42]);
    assert.equal(tracker.begun, 2);
  });
});
