/** Pelvis and legs: the feet lead, the pelvis rides as high as they let it, the knees follow. */
import { BODY, type Figure, FOOT } from './figure.ts';
import { type Foot, footAt } from './gait.ts';
import type { Moment, Role } from './role.ts';
import {
  add,
  basis,
  between,
  dot,
  length,
  mix,
  offset,
  type Pair,
  scale,
  unit,
  type Vec3,
} from './vector.ts';

/** Points in metres. */
export interface LowerBody {
  pelvis: Vec3;
  hips: Pair<Vec3>;
  knees: Pair<Vec3>;
  feet: Pair<Foot>;
}

/** Distance from hip to ankle as a share of the stretched leg: standing, and its middle and swing when walking. */
const STANDING_REACH = 0.994;
const WALKING_REACH = 0.97;
const BOB = 0.02;
/** How far a leg may be stretched. */
const LONGEST_REACH = 0.9995;
/** Sway towards the foot that carries, in metres. */
const SWAY = 0.018;

/** Pelvis and legs of a role at a moment. */
export function lowerBody({ figure, walk }: Role, moment: Moment): LowerBody {
  const { time, moving, step, yaw } = moment;
  const feet: Pair<Foot> = [footAt(walk, 0, time), footAt(walk, 1, time)];
  const { forward, left } = basis(yaw.pelvis);
  // Nobody stands quite still: a slow shift of weight, small enough for the feet to stay.
  const aside = SWAY * moving * Math.cos(step) + (1 - moving) * 0.012 * Math.sin(time * 1.7);
  const below = offset(walk.placeAt(time), basis(walk.headingAt(time)), { left: aside });
  const half = scale(left, BODY.hipHalfWidth * figure.height);
  const ground: Pair<Vec3> = [add(below, half), add(below, scale(half, -1))];
  const rise: Vec3 = [0, hipHeight(figure, moment, ground, feet), 0];
  const hips: Pair<Vec3> = [add(ground[0], rise), add(ground[1], rise)];
  const knee = (side: 0 | 1) => kneeOf(figure, hips[side], feet[side], forward);
  return { pelvis: add(below, rise), hips, knees: [knee(0), knee(1)], feet };
}

/** Height of the hips in metres: that of the gait, or what the legs reach where that is less. */
function hipHeight(figure: Figure, { moving, step }: Moment, ground: Pair<Vec3>, feet: Pair<Foot>): number {
  const leg = (BODY.thigh + BODY.shank) * figure.height;
  const gait = leg * mix(STANDING_REACH, WALKING_REACH + BOB * Math.cos(2 * step), moving) + FOOT.ankle.up;
  const reachable = ([x, , z]: Vec3, { ankle }: Foot) =>
    ankle[1] + Math.sqrt((leg * LONGEST_REACH) ** 2 - (x - ankle[0]) ** 2 - (z - ankle[2]) ** 2);
  return Math.min(gait, reachable(ground[0], feet[0]), reachable(ground[1], feet[1]));
}

/** The knee between a hip and a foot; it bends to where pelvis and foot point. */
function kneeOf(figure: Figure, hip: Vec3, { ankle, heel, toe }: Foot, forward: Vec3): Vec3 {
  const [thigh, shank] = [BODY.thigh * figure.height, BODY.shank * figure.height];
  const footAhead = unit([toe[0] - heel[0], 0, toe[2] - heel[2]]);
  const way = between(hip, ankle);
  const [down, reach] = [unit(way), length(way)];
  const along = (thigh ** 2 - shank ** 2 + reach ** 2) / (2 * reach);
  const towards = add(forward, footAhead);
  const out = unit(add(towards, scale(down, -dot(towards, down))));
  return add(hip, scale(down, along), scale(out, Math.sqrt(thigh ** 2 - along ** 2)));
}
