/** What a figure does in the clip, and what all parts of a body share at one moment of it. */
import type { Reach } from './arm.ts';
import type { Figure } from './figure.ts';
import { pace, type Walk } from './gait.ts';
import { radians } from './vector.ts';

/** What somebody does: how they walk, where they look and how far the hand is raised. */
export interface Role {
  figure: Figure;
  walk: Walk;
  /** Way the face looks at a time in seconds, in radians. */
  gazeAt(time: number): number;
  /** Which hand greets (0 left, 1 right). */
  greetingSide: 0 | 1;
  /** Where its elbow points then. */
  greetingReach: Reach;
  /** How far that hand is raised at a time: 0 hanging, 1 up. */
  greetingAt(time: number): number;
}

/** A moment of a role. */
export interface Moment {
  /** Seconds from the start of the clip. */
  time: number;
  /** 0 standing, 1 walking. */
  moving: number;
  /** Half a turn a step, in radians; 0 when the left foot is below the body. */
  step: number;
  /** 1 when the left leg is farthest ahead, -1 when the right one is; less when walking slowly. */
  swing: number;
  /** Ways that the parts of the body face, in radians. */
  yaw: { pelvis: number; trunk: number; head: number };
}

/** How far pelvis and shoulders turn with each step. */
const PELVIS_TURN = radians(5);
const SHOULDER_TURN = radians(7);

/** The moment of a role at a time in seconds. */
export function momentOf({ walk, gazeAt }: Role, time: number): Moment {
  const moving = pace(walk, time);
  const step = (Math.PI * (time - walk.leftMidStance)) / walk.stepSeconds;
  const swing = Math.cos(step + 0.6 * Math.PI) * moving;
  const heading = walk.headingAt(time);
  const yaw = {
    pelvis: heading + PELVIS_TURN * swing,
    trunk: heading - SHOULDER_TURN * swing,
    head: gazeAt(time),
  };
  return { time, moving, step, swing, yaw };
}
