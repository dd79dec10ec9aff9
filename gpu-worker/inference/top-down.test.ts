import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { COCO_17 } from '../../core/keypoint-sets.ts';
import { plainPicture } from '../frames/testing/drawn-picture.ts';
import type { Box, BoxHint, Instance } from '../instance.ts';
import { TopDown } from './top-down.ts';

const PICTURE = plainPicture(640, 480);
const LIMITS = { boxThreshold: 0.3, maxPeople: 2 };
const KEYPOINTS = COCO_17.names.length;

/** A person whose points fill a box, and who moves to the right by so much. */
function poseIn({ box: [x1, y1, x2, y2], score, ...rest }: BoxHint, moved = 0): Instance {
  const keypoints = Float32Array.from({ length: 2 * KEYPOINTS }, (_, index) => {
    const share = Math.floor(index / 2) / (KEYPOINTS - 1);
    return index % 2 === 0 ? x1 + moved + share * (x2 - x1) : y1 + share * (y2 - y1);
  });
  const scores = new Float32Array(KEYPOINTS).fill(0.9);
  return { keypoints, scores, box: [x1, y1, x2, y2], boxScore: score, ...rest };
}

function person(box: Box, boxScore = 0.9): Instance {
  return { keypoints: new Float32Array(0), scores: new Float32Array(0), box, boxScore };
}

/** A pipeline whose people are told, and what it asked of its networks. */
function pipeline(people: () => Instance[], estimate = (hint: BoxHint) => poseIn(hint)) {
  const asked = { finder: 0, boxes: [] as BoxHint[][] };
  const topDown = new TopDown({
    names: COCO_17.names,
    limits: LIMITS,
    finder: {
      find: async () => {
        asked.finder += 1;
        return people();
      },
    },
    estimator: {
      estimate: async (_, hints) => {
        asked.boxes.push([...hints]);
        return hints.map(estimate);
      },
    },
  });
  return { topDown, asked };
}

describe('top-down models', () => {
  it('run the detector on the first frame of a window, then follow each pose', async () => {
    const { topDown, asked } = pipeline(
      () => [person([100, 100, 200, 300])],
      (hint) => poseIn(hint, 10),
    );
    for (const window of [0, 0, 0, 1]) await topDown.run(PICTURE, { window });
    assert.equal(asked.finder, 2);
    // The points fill the box and move by 10; the box that follows is a tenth larger on each side.
    assert.deepEqual(
      asked.boxes.slice(0, 2).map(([hint]) => hint?.box),
      [
        [100, 100, 200, 300],
        [100, 80, 220, 320],
      ],
    );
    assert.deepEqual(asked.boxes[3]?.[0]?.box, [100, 100, 200, 300]);
  });

  it('keep windows apart that are under way at once', async () => {
    let found = 0;
    const { topDown, asked } = pipeline(() => {
      found += 100;
      return [person([found, 100, found + 50, 200])];
    });
    const windows = [0, 1, 2, 0, 2, 1, 0];
    const poses = await Promise.all(windows.map((window) => topDown.run(PICTURE, { window })));
    assert.equal(asked.finder, 3);
    windows.forEach((window, frame) => {
      const middle = poses[frame]?.[0]?.box ?? [0, 0, 0, 0];
      assert.equal((middle[0] + middle[2]) / 2, 100 * window + 125);
    });
  });

  it('take the caller’s boxes with their ids in place of a detector, frame by frame', async () => {
    const { topDown, asked } = pipeline(() => assert.fail('no detector is asked'));
    const hints: BoxHint[] = [
      { box: [0, 0, 50, 50], score: 0.5, id: 7 },
      { box: [0, 0, 60, 60], score: 0.8, id: 3 },
      { box: [0, 0, 70, 70], score: 0.1, id: 4 },
    ];
    const poses = await topDown.run(PICTURE, { window: 0, hints });
    assert.deepEqual(
      poses.map(({ id, boxScore }) => [id, boxScore]),
      [
        [3, 0.8],
        [7, 0.5],
      ],
    );
    assert.deepEqual(await topDown.run(PICTURE, { window: 0, hints: [] }), []);
    assert.equal(asked.boxes.length, 2);
  });

  it('find nobody for minutes, and somebody again', async () => {
    let frame = 0;
    const { topDown } = pipeline(() => (frame === 1000 ? [person([0, 0, 50, 50])] : []));
    for (; frame < 1000; frame++) assert.deepEqual(await topDown.run(PICTURE, { window: frame }), []);
    assert.equal((await topDown.run(PICTURE, { window: frame })).length, 1);
  });

  it('keep the best people, as many as are wanted', async () => {
    const { topDown } = pipeline(() =>
      [0.2, 0.4, 0.9, 0.5].map((score) => person([0, 0, 50, 50 + score], score)),
    );
    const poses = await topDown.run(PICTURE, { window: 0 });
    assert.deepEqual(
      poses.map(({ boxScore }) => boxScore),
      [0.9, 0.5],
    );
  });

  it('tell of a failure once, and begin the window anew', async () => {
    let isBroken = true;
    const { topDown } = pipeline(() => {
      if (isBroken) throw new Error('broken');
      return [person([0, 0, 50, 50])];
    });
    await assert.rejects(topDown.run(PICTURE, { window: 0 }), /broken/);
    isBroken = false;
    assert.equal((await topDown.run(PICTURE, { window: 0 })).length, 1);
  });
});
