/** Arms: the swing of a walk, and a hand raised in greeting. */
import { BODY } from './figure.ts';
import { add, type Basis, mixPoints, offset, radians, scale, unit, type Vec3 } from './vector.ts';

/** An arm: points in metres. */
export interface Arm {
  shoulder: Vec3;
  elbow: Vec3;
  wrist: Vec3;
  /** Tips of the fingers. */
  hand: Vec3;
}

/** A direction by its parts along a trunk: ahead, up, and to the arm's own side. */
export interface Reach {
  forward: number;
  up: number;
  aside: number;
}

/** What an arm does. */
export interface ArmPose {
  /** Place in the swing: 1 far ahead, -1 far behind. */
  swing: number;
  /** 0 standing, 1 walking. */
  moving: number;
  /** 0 hanging, 1 raised in greeting. */
  raised: number;
  /** Where the elbow of the raised arm points. */
  reach: Reach;
  /** Seconds; the raised hand waves. */
  time: number;
}

/** The arm at a shoulder. `sign` is 1 on the left and -1 on the right, `height` the figure's in metres. */
export function armBetween(shoulder: Vec3, trunk: Basis, sign: number, height: number, pose: ArmPose): Arm {
  const hanging = hangingArm(trunk, sign, pose);
  const raised = raisedArm(trunk, sign, pose);
  const upper = unit(mixPoints(hanging.upper, raised.upper, pose.raised));
  // Half way up the hand passes in front of the body: from down to up there is no straight way between.
  const ahead = scale(trunk.forward, 4 * pose.raised * (1 - pose.raised));
  const lower = unit(add(mixPoints(hanging.lower, raised.lower, pose.raised), ahead));
  const elbow = add(shoulder, scale(upper, BODY.upperArm * height));
  const wrist = add(elbow, scale(lower, BODY.forearm * height));
  return { shoulder, elbow, wrist, hand: add(wrist, scale(lower, BODY.hand * height)) };
}

/** Directions of an arm that swings at the side; the elbow bends more when the arm is ahead. */
function hangingArm(trunk: Basis, sign: number, { swing, moving }: ArmPose): { upper: Vec3; lower: Vec3 } {
  const flexion = radians(2 + 27 * swing - 3 * moving);
  const bend = radians(10 + 14 * moving + 10 * swing);
  const towards = (angle: number, aside: number) =>
    unit(offset([0, 0, 0], trunk, { forward: Math.sin(angle), left: sign * aside, up: -Math.cos(angle) }));
  return { upper: towards(flexion, 0.14), lower: towards(flexion + bend, 0.03) };
}

/** Directions of an arm that waves beside the head. */
function raisedArm(trunk: Basis, sign: number, { time, reach }: ArmPose): { upper: Vec3; lower: Vec3 } {
  const tilt = radians(12 + 22 * Math.sin(time * 2 * Math.PI * 1.3));
  const direction = ({ forward, up, aside }: Reach) =>
    unit(offset([0, 0, 0], trunk, { forward, up, left: sign * aside }));
  const outwards = Math.sin(tilt);
  return {
    upper: direction(reach),
    lower: direction({
      forward: outwards * reach.forward + 0.12,
      up: Math.cos(tilt),
      aside: outwards * reach.aside,
    }),
  };
}
