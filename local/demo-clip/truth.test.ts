import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COCO_17 } from '../../core/keypoint-sets.ts';
import { CLIP, halfWidthAt } from './camera.ts';
import { BODY } from './figure.ts';
import { footAt, footfalls } from './gait.ts';
import { jointsAt, ROLES } from './scenario.ts';
import { demoTruth, type FigureTruth } from './truth.ts';
import { between, length } from './vector.ts';

const truth = demoTruth();
const figures = ROLES.map((_, id) => truth.map((frame) => at(frame.figures, id)));
const bodies = truth.map(({ frame }) => jointsAt(frame));

test('every frame has all figures with the 17 joints of COCO', () => {
  assert.equal(truth.length, CLIP.frames);
  for (const { frame, time, figures: present } of truth) {
    assert.equal(time, frame / CLIP.fps);
    assert.equal(present.length, ROLES.length);
    for (const { joints, inFrame } of present) {
      assert.equal(joints.length, COCO_17.names.length);
      assert.equal(inFrame.length, joints.length);
      assert.ok(joints.flat().every(Number.isFinite));
    }
  }
});

test('the truth is the same at every call', () => {
  assert.deepEqual(demoTruth(40), truth.slice(0, 40));
});

test('figures are between 300 and 460 pixels tall', () => {
  for (const { height } of figures.flat()) assert.ok(height > 300 && height < 460, `${height} pixels`);
});

test('bones keep their length', () => {
  for (const [id, { figure }] of ROLES.entries()) {
    for (const body of bodies.map((all) => at(all, id))) {
      for (const side of [0, 1] as const) {
        const [hip, knee, { ankle }, arm] = [
          body.hips[side],
          body.knees[side],
          body.feet[side],
          body.arms[side],
        ];
        const share = (from: typeof hip, to: typeof hip) => length(between(from, to)) / figure.height;
        near(share(hip, knee), BODY.thigh, 1e-9);
        near(share(knee, ankle), BODY.shank, 1e-9);
        near(share(arm.shoulder, arm.elbow), BODY.upperArm, 1e-9);
        near(share(arm.elbow, arm.wrist), BODY.forearm, 1e-9);
      }
    }
  }
});

test('no visible joint jumps: at most 9 % of the height from frame to frame', () => {
  for (const course of figures) {
    for (const [index, { joints, height }] of course.slice(1).entries()) {
      const { joints: before, whollyVisible } = at(course, index);
      if (!whollyVisible) continue;
      for (const [joint, [x, y]] of joints.entries()) {
        const [oldX, oldY] = at(before, joint);
        const moved = Math.hypot(x - oldX, y - oldY) / height;
        assert.ok(moved < 0.09, `${COCO_17.names[joint]} moves ${moved} in frame ${index + 1}`);
      }
    }
  }
});

test('feet do not slide and do not sink into the floor', () => {
  for (const { walk } of ROLES) {
    for (let step = 1; step < 6; step++) {
      const middle = walk.leftMidStance + 2 * step * walk.stepSeconds;
      const [early, late] = [middle - 0.2 * walk.stepSeconds, middle + 0.05 * walk.stepSeconds];
      assert.ok(length(between(footAt(walk, 0, early).ball, footAt(walk, 0, late).ball)) < 1e-9);
    }
    for (let time = 0; time < 10; time += 0.02) {
      const { heel, toe } = footAt(walk, 1, time);
      assert.ok(heel[1] > -0.005 && toe[1] > -0.02, `at ${time} s: heel ${heel[1]}, toe ${toe[1]}`);
    }
  }
});

test('footfalls come one after the other while somebody walks', () => {
  const [first] = ROLES;
  assert.ok(first !== undefined);
  const times = footfalls(first.walk, 10).map(({ time }) => time);
  assert.ok(times.length >= 7 && times.length <= 11, `${times.length} footfalls`);
  for (const [index, time] of times.slice(1).entries())
    near(time - at(times, index), first.walk.stepSeconds, 1e-9);
});

test('two figures cross once, the nearer one in front', () => {
  const runs = runsOf(truth.map((frame) => frame.figures.some(({ crossed }) => crossed)));
  assert.equal(runs.length, 1);
  const sides = truth.map(({ figures: [one, other] }) => Math.sign(middle(one) - middle(other)));
  assert.equal(sides.filter((side, index) => index > 0 && side !== sides[index - 1]).length, 1);
});

test('one figure leaves at the left edge and is back there within 0.8 s', () => {
  const gone = figures.map((course) => runsOf(course.map(({ inFrame }) => !inFrame.some(Boolean))));
  assert.deepEqual(
    gone.map((runs) => runs.length),
    [0, 1],
  );
  const [absence] = at(gone, 1);
  assert.ok(absence !== undefined && absence.length >= 6 && absence.length <= 0.8 * CLIP.fps);
  for (const frame of [absence.start - 1, absence.start + absence.length]) {
    assert.ok(middle(at(at(figures, 1), frame)) < CLIP.width * 0.05);
  }
});

test('wholly visible means that every joint and the box are in the frame', () => {
  for (const { whollyVisible, inFrame, box } of figures.flat()) {
    if (whollyVisible) assert.ok(inFrame.every(Boolean));
    assert.equal(whollyVisible, box[0] >= 0 && box[1] >= 0 && box[2] < CLIP.width && box[3] < CLIP.height);
  }
  const share = figures.flat().filter(({ whollyVisible }) => whollyVisible).length / figures.flat().length;
  assert.ok(share > 0.85, `${share} wholly visible`);
});

test('the camera sees wider where it is farther', () => {
  assert.ok(halfWidthAt(-1) > halfWidthAt(0));
});

function at<T>(list: readonly T[], index: number): T {
  const item = list[index];
  assert.ok(item !== undefined, `nothing at ${index}`);
  return item;
}

function near(actual: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);
}

function middle(figure: FigureTruth | undefined): number {
  assert.ok(figure !== undefined);
  return (figure.box[0] + figure.box[2]) / 2;
}

function runsOf(flags: readonly boolean[]): { start: number; length: number }[] {
  const starts = flags.flatMap((flag, index) => (flag && !flags[index - 1] ? [index] : []));
  return starts.map((start) => {
    const end = flags.indexOf(false, start);
    return { start, length: (end < 0 ? flags.length : end) - start };
  });
}
