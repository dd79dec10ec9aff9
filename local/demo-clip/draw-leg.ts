/** Draws legs in trousers and shoes. */
import { type Canvas2d, darker, fillLimb } from './brush.ts';
import type { Colour, Figure } from './figure.ts';
import type { Foot } from './gait.ts';
import { discAt, FAR_SHADE, limbDiscs, type Profile } from './limb.ts';
import type { Skeleton } from './skeleton.ts';
import { add, mixPoints, type Vec3 } from './vector.ts';

const THIGH: Profile = [
  [0, 0.042],
  [0.2, 0.048],
  [0.55, 0.044],
  [0.85, 0.035],
  [1, 0.033],
];
const SHANK: Profile = [
  [0, 0.033],
  [0.15, 0.033],
  [0.35, 0.034],
  [0.65, 0.029],
  [0.9, 0.027],
];

/** Draws the leg of one side (0 left, 1 right); a far one is in the shade. */
export function drawLeg(
  context: Canvas2d,
  figure: Figure,
  body: Skeleton,
  side: 0 | 1,
  isFar: boolean,
): void {
  const shade = isFar ? FAR_SHADE : 0;
  const [hip, knee, foot] = [body.hips[side], body.knees[side], body.feet[side]];
  const size = figure.height * figure.build ** 0.5;
  const cloth = darker(figure.trousers, shade);
  drawShoe(context, figure, foot, shade);
  fillLimb(context, limbDiscs(knee, foot.ankle, SHANK, size), cloth);
  fillLimb(context, limbDiscs(hip, knee, THIGH, size), cloth);
}

function drawShoe(context: Canvas2d, figure: Figure, foot: Foot, shade: number): void {
  const raise = (point: Vec3, by: number) => add(point, [0, by, 0]);
  const through = (points: readonly (readonly [Vec3, number])[], colour: Colour) =>
    fillLimb(
      context,
      points.map(([point, radius]) => discAt(point, radius)),
      darker(colour, shade),
    );
  const { ankle, heel, ball, toe } = foot;
  const sole = [
    [raise(heel, 0.018), 0.02],
    [raise(ball, 0.014), 0.022],
    [raise(toe, 0.016), 0.02],
  ] as const;
  through(sole, figure.soles);
  through(
    [
      [raise(heel, 0.042), 0.033],
      [mixPoints(heel, ankle, 0.6), 0.04],
      [ankle, 0.034],
    ],
    figure.shoes,
  );
  through(
    [
      [raise(heel, 0.042), 0.03],
      [raise(mixPoints(heel, ball, 0.55), 0.052), 0.036],
      [raise(ball, 0.037), 0.033],
      [raise(toe, 0.03), 0.025],
    ],
    figure.shoes,
  );
}
