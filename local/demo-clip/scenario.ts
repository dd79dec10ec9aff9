/** Who walks where and when. A story of ten seconds: two pass each other, one waves, the other comes back. */
import { CLIP } from './camera.ts';
import { angleAt, distanceAt, type Keyframe, valueAt } from './course.ts';
import { ANTON, BERTA } from './figure.ts';
import type { Walk } from './gait.ts';
import type { Role } from './role.ts';
import { type Skeleton, skeletonAt } from './skeleton.ts';
import { add, basis, radians, scale, type Vec3 } from './vector.ts';

const ANTON_ROLE: Role = {
  figure: ANTON,
  walk: walkAlong({
    start: [-2.1, 0, -0.1],
    direction: 8,
    speed: [
      [3.3, 1],
      [4.1, 0],
    ],
    heading: [
      [3.4, 20],
      [4.6, 112],
    ],
    stepSeconds: 0.52,
    leftMidStance: 0.1,
  }),
  gazeAt: angleAt([
    [1, 38],
    [3.4, 42],
    [4.3, 140],
    [6.6, 138],
    [7.4, 112],
    [8.6, 150],
  ]),
  greetingSide: 1,
  greetingReach: { forward: 0.42, up: 0.12, aside: 0.86 },
  greetingAt: valueAt([
    [4.3, 0],
    [4.9, 1],
    [6.5, 1],
    [7.2, 0],
  ]),
};

const BERTA_ROLE: Role = {
  figure: BERTA,
  walk: walkAlong({
    start: [2.4, 0, -1],
    direction: 180,
    speed: [
      [4, 1.15],
      [4.6, 1.2],
      [4.75, 1.2],
      [5.6, -1.2],
      [6.2, -1.1],
      [8.1, -1.05],
      [8.8, 0],
    ],
    heading: [
      [4.6, 158],
      [5.6, 24],
      [8, 24],
      [9, 66],
    ],
    stepSeconds: 0.45,
    leftMidStance: 0.3,
  }),
  gazeAt: angleAt([
    [1, 142],
    [4.5, 146],
    [5.6, 34],
    [8, 38],
    [9, 54],
  ]),
  greetingSide: 1,
  greetingReach: { forward: 0.3, up: 0.1, aside: 0.9 },
  greetingAt: valueAt([
    [8.6, 0],
    [9.2, 1],
  ]),
};

/** Everybody in the clip, in the order of their ids. */
export const ROLES: readonly Role[] = [ANTON_ROLE, BERTA_ROLE];

/** The bodies of {@link ROLES} in a frame, counted from 0. */
export function jointsAt(frame: number): Skeleton[] {
  return ROLES.map((role) => skeletonAt(role, frame / CLIP.fps));
}

interface WalkPlan {
  /** Place at time 0, in metres. */
  start: Vec3;
  /** Way of the walk in degrees; 0 is to the right, 90 towards the camera. */
  direction: number;
  /** Metres a second along that way. */
  speed: readonly Keyframe[];
  /** Way the body faces, in degrees. */
  heading: readonly Keyframe[];
  stepSeconds: number;
  leftMidStance: number;
}

function walkAlong({ start, direction, speed, heading, stepSeconds, leftMidStance }: WalkPlan): Walk {
  const way = basis(radians(direction)).forward;
  return {
    placeAt: (time) => add(start, scale(way, distanceAt(speed, time))),
    headingAt: angleAt(heading),
    stepSeconds,
    leftMidStance,
  };
}
