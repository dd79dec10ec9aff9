/** Draws arms in sleeves, and hands. */
import type { Arm } from './arm.ts';
import { type Canvas2d, darker, fillLimb } from './brush.ts';
import type { Colour, Figure } from './figure.ts';
import { FAR_SHADE, limbDiscs, type Profile } from './limb.ts';
import { add, mixPoints } from './vector.ts';

const UPPER_ARM: Profile = [
  [0, 0.027],
  [0.13, 0.032],
  [0.35, 0.031],
  [0.65, 0.028],
  [1, 0.025],
];
const FOREARM: Profile = [
  [0, 0.025],
  [0.25, 0.025],
  [0.6, 0.021],
  [1, 0.0165],
];
const HAND: Profile = [
  [0, 0.016],
  [0.3, 0.02],
  [0.6, 0.02],
  [0.85, 0.013],
];
const THUMB: Profile = [
  [0, 0.011],
  [1, 0.007],
];
/** How much wider a sleeve is than the arm, as a share of the height. */
const SLEEVE_EASE = 0.004;

/** Draws an arm; a far one is in the shade. */
export function drawArm(context: Canvas2d, figure: Figure, arm: Arm, isFar: boolean): void {
  const shade = isFar ? FAR_SHADE : 0;
  const size = figure.height * figure.build ** 0.5;
  const [skin, cloth] = [darker(figure.skin, shade), darker(figure.shirt, shade)];
  const cuff = mixPoints(arm.elbow, arm.wrist, figure.sleeve);
  drawHand(context, arm, size, skin);
  fillLimb(context, limbDiscs(arm.elbow, arm.wrist, FOREARM, size), skin);
  fillLimb(context, limbDiscs(arm.elbow, cuff, wider(FOREARM), size), cloth);
  fillLimb(context, limbDiscs(arm.shoulder, arm.elbow, wider(UPPER_ARM), size), cloth);
}

function drawHand(context: Canvas2d, arm: Arm, size: number, skin: Colour): void {
  fillLimb(context, limbDiscs(arm.wrist, arm.hand, HAND, size), skin);
  const tip = add(mixPoints(arm.wrist, arm.hand, 0.6), [0.03, 0.01, 0.01]);
  const root = mixPoints(arm.wrist, arm.hand, 0.25);
  fillLimb(context, limbDiscs(root, tip, THUMB, size), skin);
}

function wider(profile: Profile): Profile {
  return profile.map(([along, radius]) => [along, radius + SLEEVE_EASE]);
}
