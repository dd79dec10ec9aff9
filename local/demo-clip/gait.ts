/**
 * Feet of a walk. Steps come at a fixed rhythm; a foot on the floor stays where it is while the body passes over
 * it, so that feet never slide.
 */
import { FOOT } from './figure.ts';
import {
  add,
  basis,
  between,
  clamp01,
  ease,
  length,
  mix,
  mixPoints,
  radians,
  SIDES,
  scale,
  type Vec3,
} from './vector.ts';

/** Where somebody is and which way they face, at a time in seconds. */
export interface Walk {
  /** Point of the floor below the pelvis, in metres. */
  placeAt(time: number): Vec3;
  /** Way the body faces, in radians, without jumps. */
  headingAt(time: number): number;
  /** Seconds from one foot's step to the other's. */
  stepSeconds: number;
  /** A time at which the left foot is below the body, in seconds. */
  leftMidStance: number;
}

/** A foot: points in metres. */
export interface Foot {
  ankle: Vec3;
  heel: Vec3;
  ball: Vec3;
  toe: Vec3;
}

/** Share of a cycle of two steps in which a foot is on the floor, as in a natural walk. */
const STANCE_SHARE = 0.6;
/** Distance of a foot from the line of the walk, in metres. */
const HALF_STANCE = 0.075;
/** Length in metres of two steps of a full walk; shorter ones lift and roll the foot less. */
const FULL_STRIDE = 1;
const HEEL_STRIKE = radians(-18);
const TOE_OFF = radians(48);
const LIFT = 0.035;

interface Footprint {
  place: Vec3;
  yaw: number;
}

/** The foot of one side (0 left, 1 right) at a time in seconds. */
export function footAt(walk: Walk, side: 0 | 1, time: number): Foot {
  const cycle = (time - walk.leftMidStance) / (2 * walk.stepSeconds) - side / 2;
  const nearest = Math.round(cycle);
  const fromMiddle = cycle - nearest;
  if (Math.abs(fromMiddle) <= STANCE_SHARE / 2) return standingFoot(walk, side, nearest, fromMiddle);
  const last = Math.floor(cycle);
  return swingingFoot(walk, side, last, (cycle - last - STANCE_SHARE / 2) / (1 - STANCE_SHARE));
}

/** Times in seconds, up to `until`, at which a foot meets the floor after a step that leads somewhere. */
export function footfalls(walk: Walk, until: number): { time: number; place: Vec3; strength: number }[] {
  return SIDES.flatMap(({ side }) =>
    Array.from({ length: Math.ceil(until / walk.stepSeconds) }, (_, index) => {
      const time = midStance(walk, side, index) - STANCE_SHARE * walk.stepSeconds;
      return {
        time,
        place: footprint(walk, side, index).place,
        strength: strideShare(walk, side, index - 1),
      };
    }),
  )
    .filter(({ time, strength }) => time >= 0 && time < until && strength > 0.1)
    .sort((a, b) => a.time - b.time);
}

/** How far the walk is under way: 0 standing, 1 at the speed of a full walk. */
export function pace(walk: Walk, time: number): number {
  const reach = walk.stepSeconds;
  const way = between(walk.placeAt(time - reach / 2), walk.placeAt(time + reach / 2));
  return clamp01(length(way) / (FULL_STRIDE / 2));
}

function midStance(walk: Walk, side: number, index: number): number {
  return walk.leftMidStance + (2 * index + side) * walk.stepSeconds;
}

function footprint(walk: Walk, side: 0 | 1, index: number): Footprint {
  const time = midStance(walk, side, index);
  const yaw = walk.headingAt(time);
  return { place: add(walk.placeAt(time), scale(basis(yaw).left, HALF_STANCE * SIDES[side].sign)), yaw };
}

/** Length of the stride that begins on a footprint, as a share of a full one; turning on the spot counts too. */
function strideShare(walk: Walk, side: 0 | 1, index: number): number {
  const from = footprint(walk, side, index);
  const to = footprint(walk, side, index + 1);
  return clamp01(
    Math.max(length(between(from.place, to.place)) / FULL_STRIDE, Math.abs(to.yaw - from.yaw) / 3),
  );
}

function standingFoot(walk: Walk, side: 0 | 1, index: number, fromMiddle: number): Foot {
  const passed = fromMiddle / STANCE_SHARE + 0.5;
  const landing = HEEL_STRIKE * (1 - ease(passed / 0.18)) * strideShare(walk, side, index - 1);
  const leaving = TOE_OFF * clamp01((passed - 0.5) / 0.5) ** 1.7 * strideShare(walk, side, index);
  return placeFoot(footprint(walk, side, index), landing + leaving, 0);
}

function swingingFoot(walk: Walk, side: 0 | 1, last: number, passed: number): Foot {
  const from = footprint(walk, side, last);
  const to = footprint(walk, side, last + 1);
  const stride = strideShare(walk, side, last);
  const bell = Math.sin(Math.PI * passed);
  const print = {
    place: add(mixPoints(from.place, to.place, ease(passed)), [0, LIFT * bell * Math.sqrt(stride), 0]),
    yaw: mix(from.yaw, to.yaw, ease(passed)),
  };
  return placeFoot(print, mix(TOE_OFF, HEEL_STRIKE, ease(passed)) * stride, bell);
}

/** Turns a foot by `pitch` (radians, heel up) about the part that stays on the floor: the ball, or the heel. */
function placeFoot({ place, yaw }: Footprint, pitch: number, toePointing: number): Foot {
  const pivot = (pitch > 0 ? FOOT.ball : FOOT.heel).forward;
  const { forward, up } = basis(yaw);
  const at = (part: { forward: number; up: number }, angle: number): Vec3 => {
    const ahead = part.forward - pivot;
    const along = pivot + ahead * Math.cos(angle) + part.up * Math.sin(angle);
    return add(place, scale(forward, along), scale(up, part.up * Math.cos(angle) - ahead * Math.sin(angle)));
  };
  const toePitch = pitch > 0 ? pitch * toePointing * 0.6 : pitch;
  return {
    ankle: at(FOOT.ankle, pitch),
    heel: at(FOOT.heel, pitch),
    ball: at(FOOT.ball, pitch),
    toe: at(FOOT.toe, toePitch),
  };
}
