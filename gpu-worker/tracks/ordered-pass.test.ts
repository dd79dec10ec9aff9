import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { COCO_17 } from '../../core/keypoint-sets.ts';
import { SMOOTHINGS, type Smoothing } from '../../core/task-options.ts';
import type { Box, Instance, TrackedInstance } from '../instance.ts';
import { OrderedPass, type OrderedPassState } from './ordered-pass.ts';

interface Frame {
  time: number;
  people: Instance[];
}

function person(x: number, y: number, sway: number, fields: Partial<Instance> = {}): Instance {
  const box: Box = [x, y, x + 80 + sway, y + 300];
  const keypoints = Float32Array.from({ length: 34 }, (_, index) =>
    index % 2 === 0 ? x + 40 + sway * Math.sin(index) : y + 8 * index,
  );
  return { keypoints, scores: new Float32Array(17).fill(0.6), box, boxScore: 0.5, ...fields };
}

/** People who walk about and are now and then not seen; some videos have boxes with ids. */
const video: fc.Arbitrary<Frame[]> = fc
  .array(
    fc.tuple(
      fc.double({ min: 0.01, max: 0.9, noNaN: true }),
      fc.array(
        fc.record({
          who: fc.integer({ min: 0, max: 4 }),
          sway: fc.double({ min: 0, max: 12, noNaN: true }),
          score: fc.double({ min: 0, max: 1, noNaN: true }),
          named: fc.boolean(),
        }),
        { maxLength: 5 },
      ),
    ),
    { minLength: 2, maxLength: 25 },
  )
  .map((frames) => {
    let time = 0;
    return frames.map(([step, people]) => {
      time += step;
      return {
        time,
        people: people.map(({ who, sway, score, named }) => {
          const fields = { boxScore: score, ...(named && who === 0 ? { id: 9 } : {}) };
          return person(60 * who + 90 * time, 40 * who, sway, fields);
        }),
      };
    });
  });

function begin(smoothing: Smoothing, state?: OrderedPassState): OrderedPass {
  return new OrderedPass({ sigmas: COCO_17.sigmas, smoothing }, state);
}

function run(pass: OrderedPass, frames: readonly Frame[]): TrackedInstance[][] {
  return frames.map(({ people, time }) => pass.follow(people, time));
}

describe('the ordered pass', () => {
  for (const smoothing of SMOOTHINGS) {
    it(`gives the same after a stop at any frame, with smoothing ${smoothing}`, () => {
      fc.assert(
        fc.property(video, fc.nat(), (frames, place) => {
          const cut = place % frames.length;
          const whole = begin(smoothing);
          const expected = run(whole, frames);
          const first = begin(smoothing);
          const before = run(first, frames.slice(0, cut));
          const saved: OrderedPassState = JSON.parse(JSON.stringify(first.state()));
          const second = begin(smoothing, saved);
          assert.deepEqual([...before, ...run(second, frames.slice(cut))], expected);
          assert.deepEqual(second.state(), whole.state());
          assert.equal(second.tracks, whole.tracks);
        }),
      );
    });
  }

  it('has a state that later frames do not change', () => {
    const pass = begin('one_euro');
    pass.follow([person(0, 0, 1)], 0);
    const state = pass.state();
    const text = JSON.stringify(state);
    pass.follow([person(30, 0, 2), person(400, 0, 3)], 0.1);
    assert.equal(JSON.stringify(state), text);
  });

  it('leaves the poses as they are unless smoothing is asked for', () => {
    for (const smoothing of SMOOTHINGS) {
      const pass = begin(smoothing);
      pass.follow([person(0, 0, 1)], 0);
      const moved = person(0, 0, 9);
      const [same] = pass.follow([moved], 1 / 30);
      assert.equal(same?.keypoints.join() === moved.keypoints.join(), smoothing === 'none');
      assert.deepEqual(same?.box, moved.box);
    }
  });

  it('keeps the caller’s ids, whatever the boxes look like', () => {
    const pass = begin('none');
    const named = (x: number, id: number) => person(x, 0, 0, { id });
    const ids = (people: Instance[], time: number) => pass.follow(people, time).map(({ trackId }) => trackId);
    assert.deepEqual(ids([named(0, 7), named(500, 3)], 0), [7, 3]);
    assert.deepEqual(ids([named(0, 3), named(500, 7)], 0.1), [3, 7], 'swapped by the caller');
    assert.deepEqual(ids([person(0, 0, 0), named(500, 7)], 0.2), [8, 7], 'above all of theirs');
    assert.equal(pass.tracks, 3);
  });

  it('gives nobody an id that the caller has for somebody else, even if only later', () => {
    const pass = new OrderedPass({ sigmas: COCO_17.sigmas, smoothing: 'none', largestCallerId: 2 });
    const ids = (people: Instance[], time: number) => pass.follow(people, time).map(({ trackId }) => trackId);
    assert.deepEqual(ids([person(0, 0, 0), person(900, 0, 0)], 0), [3, 4]);
    assert.deepEqual(ids([person(0, 0, 0), person(900, 0, 0, { id: 2 })], 0.1), [3, 2]);
  });

  it('knows nobody any more after minutes in which nobody was there', () => {
    const pass = begin('one_euro');
    pass.follow([person(0, 0, 1), person(400, 0, 2)], 0);
    for (let frame = 1; frame <= 3 * 60 * 30; frame++) assert.deepEqual(pass.follow([], frame / 30), []);
    const { tracker, smoother } = pass.state();
    assert.deepEqual([tracker.tracks, smoother], [[], []]);
    assert.deepEqual(pass.follow([person(0, 0, 1)], 181)[0]?.trackId, 3);
  });

  it('counts each person once', () => {
    const pass = begin('none');
    for (let frame = 0; frame < 20; frame++)
      pass.follow([person(3 * frame, 0, 0), ...(frame > 4 ? [person(900, 0, 0)] : [])], frame / 30);
    assert.equal(pass.tracks, 2);
  });

  it('takes far less than a millisecond for ten people', () => {
    const pass = begin('one_euro');
    const crowd = (frame: number) =>
      Array.from({ length: 10 }, (_, who) => person(50 * who + 4 * frame, who, frame % 7));
    const videos = Array.from({ length: 600 }, (_, frame) => crowd(frame));
    for (const [frame, people] of videos.slice(0, 300).entries()) pass.follow(people, frame / 30);
    const { user, system } = process.cpuUsage();
    for (const [frame, people] of videos.slice(300).entries()) pass.follow(people, 10 + frame / 30);
    const spent = process.cpuUsage();
    const milliseconds = (spent.user - user + spent.system - system) / 1000 / 300;
    assert.ok(milliseconds < 1, `${milliseconds} ms a frame`);
  });
});
