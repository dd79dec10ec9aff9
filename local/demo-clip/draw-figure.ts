/** Draws one body from the far parts to the near ones. */
import type { Canvas2d } from './brush.ts';
import { drawArm } from './draw-arm.ts';
import { drawHead, drawNeck } from './draw-head.ts';
import { drawLeg } from './draw-leg.ts';
import { drawSeat, drawTrunk } from './draw-trunk.ts';
import type { Figure } from './figure.ts';
import type { Skeleton } from './skeleton.ts';
import type { Vec3 } from './vector.ts';

/** Draws a figure's body at its place. */
export function drawFigure(context: Canvas2d, figure: Figure, body: Skeleton): void {
  const [farLeg, nearLeg] = farthestFirst(body.knees[0], body.knees[1]);
  const [farArm, nearArm] = farthestFirst(body.arms[0].shoulder, body.arms[1].shoulder);
  const isInFront = (side: 0 | 1) => body.arms[side].elbow[2] > body.neck[2] - 0.03;
  const arm = (side: 0 | 1, isFar: boolean) =>
    drawArm(context, figure, body.arms[side], isFar && !isInFront(side));
  drawSeat(context, figure, body);
  drawLeg(context, figure, body, farLeg, true);
  if (!isInFront(farArm)) arm(farArm, true);
  drawLeg(context, figure, body, nearLeg, false);
  if (!isInFront(nearArm)) arm(nearArm, false);
  drawNeck(context, figure, body);
  drawTrunk(context, figure, body);
  drawHead(context, figure, body);
  for (const side of [farArm, nearArm]) if (isInFront(side)) arm(side, false);
}

function farthestFirst(left: Vec3, right: Vec3): readonly [far: 0 | 1, near: 0 | 1] {
  return left[2] <= right[2] ? [0, 1] : [1, 0];
}
