import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mirroredName } from './keypoint-sets/keypoint-set.ts';
import { KEYPOINT_SETS, type KeypointSet } from './keypoint-sets.ts';

const SETS: Readonly<Record<string, KeypointSet>> = KEYPOINT_SETS;
/** Their points have numbers for names: the mirrored ones are told by place alone. */
const NUMBERED = /^(face|kpt)-\d+$/;

for (const [name, set] of Object.entries(SETS)) {
  describe(`the keypoint set ${name}`, () => {
    const count = Number(name.slice(name.lastIndexOf('-') + 1));

    it('has as many of everything as its name says', () => {
      assert.equal(set.name, name);
      const { colours, flip, names, sigmas } = set;
      assert.deepEqual(
        [names, colours, sigmas, flip].map(({ length }) => length),
        [count, count, count, count],
      );
    });

    it('names no keypoint twice', () => {
      assert.equal(new Set(set.names).size, count);
    });

    it('links different keypoints that it has, none of them twice', () => {
      const ends = set.skeleton.map(({ from, to }) => [from, to].sort((a, b) => a - b).join());
      assert.equal(new Set(ends).size, ends.length);
      for (const { from, to } of set.skeleton) {
        assert.notEqual(from, to);
        assert.ok(set.names[from] !== undefined && set.names[to] !== undefined, `${from} to ${to}`);
      }
    });

    it('is itself again after two flips', () => {
      assert.deepEqual(
        set.flip.map((other) => set.flip[other]),
        set.names.map((_, index) => index),
      );
    });

    it('flips left and right, and nothing that has no side', () => {
      set.names.forEach((own, index) => {
        if (NUMBERED.test(own)) return;
        assert.equal(set.names[set.flip[index] as number], mirroredName(own));
      });
    });

    it('looks the same in a mirror', () => {
      const key = (a: number, b: number) => [a, b].sort((x, y) => x - y).join();
      const own = new Set(set.skeleton.map(({ from, to }) => key(from, to)));
      const flip = (index: number) => set.flip[index] as number;
      for (const { from, to } of set.skeleton)
        assert.ok(own.has(key(flip(from), flip(to))), `${from} to ${to}`);
    });

    it('has falloffs and colours that can be used', () => {
      for (const sigma of set.sigmas) assert.ok(sigma > 0.005 && sigma < 0.12);
      for (const channel of [...set.colours, ...set.skeleton.map(({ colour }) => colour)].flat()) {
        assert.ok(Number.isInteger(channel) && channel >= 0 && channel <= 255);
      }
    });
  });
}

describe('what is known of the sets from elsewhere', () => {
  const at = (set: KeypointSet, index: number) => set.names[index];

  it('COCO-WholeBody has feet from 17, face from 23, hands from 91 and 112', () => {
    const set = SETS['coco-wholebody-133'] as KeypointSet;
    assert.deepEqual(
      [17, 22, 23, 90, 91, 111, 112, 132].map((index) => at(set, index)),
      [
        'left_big_toe',
        'right_heel',
        'face-0',
        'face-67',
        'left_hand_root',
        'left_pinky_finger4',
        'right_hand_root',
        'right_pinky_finger4',
      ],
    );
    // The corners of the mouth, and the tip of the chin.
    assert.deepEqual([set.flip[23 + 48], set.flip[23 + 54], set.flip[23 + 8]], [23 + 54, 23 + 48, 23 + 8]);
  });

  it('Halpe has the feet from 20, side by side, and a middle', () => {
    const set = SETS['halpe-26'] as KeypointSet;
    assert.deepEqual(
      [17, 18, 19, 20, 21, 22, 23, 24, 25].map((index) => at(set, index)),
      [
        'head',
        'neck',
        'hip',
        'left_big_toe',
        'right_big_toe',
        'left_small_toe',
        'right_small_toe',
        'left_heel',
        'right_heel',
      ],
    );
  });

  it('easy_ViTPose has the neck at 5, the hip at 14 and the feet from 19, side after side', () => {
    const set = SETS['coco-25'] as KeypointSet;
    assert.deepEqual(
      [5, 6, 13, 14, 15, 18, 19, 20, 21, 22, 23, 24].map((index) => at(set, index)),
      [
        'neck',
        'left_shoulder',
        'right_hip',
        'hip',
        'left_knee',
        'right_ankle',
        'left_big_toe',
        'left_small_toe',
        'left_heel',
        'right_big_toe',
        'right_small_toe',
        'right_heel',
      ],
    );
  });
});
