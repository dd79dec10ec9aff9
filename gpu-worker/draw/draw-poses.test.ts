import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { COCO_17, KEYPOINT_SETS, type KeypointSet } from '../../core/keypoint-sets.ts';
import { colourMatrix, toYuv } from '../frames/colour.ts';
import { i420, i420Bytes } from '../frames/i420.ts';
import type { Instance } from '../instance.ts';
import { PosePainter } from './draw-poses.ts';

const MATRIX = colourMatrix('bt709');

function picture(width: number, height: number) {
  const made = i420(new ArrayBuffer(i420Bytes(width, height)), { width, height, matrix: MATRIX });
  made.y.fill(16);
  made.u.fill(128);
  made.v.fill(128);
  return made;
}

/** A person all of whose keypoints are at one place, but for some. */
function person(at: [number, number], others: Record<number, [number, number]> = {}, score = 0.9): Instance {
  const keypoints = new Float32Array(34);
  for (let index = 0; index < 17; index++) keypoints.set(others[index] ?? at, 2 * index);
  return { keypoints, scores: new Float32Array(17).fill(score), box: [100, 100, 300, 300], boxScore: 0.9 };
}

describe('drawn poses', () => {
  it('draws points and links in MMPose’s colours', () => {
    const target = picture(640, 360);
    new PosePainter(COCO_17, 0.3, MATRIX).paint(target, [
      person([200, 200], { 9: [250, 200], 10: [200, 150] }),
    ]);
    const [green] = toYuv([0, 255, 0], MATRIX);
    const [orange] = toYuv([255, 128, 0], MATRIX);
    assert.equal(target.y[200 * 640 + 250], green, 'left wrist');
    assert.equal(target.y[150 * 640 + 200], orange, 'right wrist');
    assert.ok(Math.abs((target.y[200 * 640 + 225] as number) - green) < 80, 'forearm');
    assert.equal(
      target.y[100 * 640 + 200],
      Math.round((16 + green) / 2),
      'box, a pixel wide between two rows',
    );
  });

  it('leaves out points below the threshold, and links that end there', () => {
    const target = picture(640, 360);
    const shy = person([200, 200], { 9: [250, 200] });
    shy.scores[9] = 0.29;
    new PosePainter(COCO_17, 0.3, MATRIX).paint(target, [shy]);
    assert.equal(target.y[200 * 640 + 250], 16);
    assert.equal(target.y[200 * 640 + 225], 16);
  });

  it('survives keypoints and boxes far outside the picture', () => {
    const target = picture(64, 64);
    const far: Instance = {
      ...person([1e6, -1e6], { 5: [10, 10], 6: [-500, 10] }),
      box: [-1e4, -1e4, 1e4, 1e4],
    };
    new PosePainter(COCO_17, 0.3, MATRIX).paint(target, [far]);
    const [green] = toYuv([0, 255, 0], MATRIX);
    assert.equal(target.y[10 * 64 + 10], green);
  });

  it('grows with the height above 720 lines', () => {
    const radius = (height: number) => {
      const target = picture(640, height);
      new PosePainter(COCO_17, 0.3, MATRIX).paint(target, [person([200, 200])]);
      return target.y.subarray(200 * 640, 201 * 640).filter((value) => value > 16 && value !== 16).length;
    };
    assert.equal(radius(720), radius(360));
    assert.ok(radius(1440) >= 2 * radius(720) - 4);
  });

  for (const [name, set] of Object.entries<KeypointSet>(KEYPOINT_SETS)) {
    it(`draws every point and every link of ${name}, each in its colour`, () => {
      const target = picture(640, 640);
      // On a circle no link runs through another point, and only two meet anywhere but at their ends.
      const angle = (index: number) => (2 * Math.PI * index) / set.names.length;
      const spots = set.names.map((_, index): [number, number] => [
        Math.round(320 + 300 * Math.cos(angle(index))) + 0.5,
        Math.round(320 + 300 * Math.sin(angle(index))) + 0.5,
      ]);
      new PosePainter(set, 0.3, MATRIX).paint(target, [everywhere(spots)]);
      const at = ([x, y]: readonly [number, number]) => target.y[Math.floor(y) * 640 + Math.floor(x)];
      set.colours.forEach((colour, index) => {
        assert.equal(at(spots[index] as [number, number]), toYuv(colour, MATRIX)[0], set.names[index]);
      });
      for (const { from, to } of set.skeleton) {
        const [[ax, ay], [bx, by]] = [spots[from], spots[to]] as [[number, number], [number, number]];
        assert.notEqual(at([(ax + bx) / 2, (ay + by) / 2]), 16, `${set.names[from]} to ${set.names[to]}`);
      }
    });
  }

  it('draws the points of a face smaller than those of a body', () => {
    const size = (index: number) => {
      const target = picture(320, 320);
      const alone = KEYPOINT_SETS['coco-wholebody-133'].names.map((_, other): [number, number] =>
        other === index ? [160.5, 160.5] : [-1, -1],
      );
      new PosePainter(KEYPOINT_SETS['coco-wholebody-133'], 0.3, MATRIX).paint(target, [everywhere(alone)]);
      return target.y.subarray(160 * 320, 161 * 320).filter((value) => value > 16).length;
    };
    assert.ok(size(23) < size(0) && size(132) < size(22));
    assert.ok(size(23) >= 3);
  });
});

/** A person with a keypoint at each of these spots, whose box is outside the picture. */
function everywhere(spots: readonly [number, number][]): Instance {
  return {
    keypoints: Float32Array.from(spots.flat()),
    scores: new Float32Array(spots.length).fill(0.9),
    box: [-50, -50, -40, -40],
    boxScore: 0.9,
  };
}
