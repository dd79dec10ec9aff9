/** Draws neck and head: hair, face and ears. */
import { type Canvas2d, css, darker, fillLimb } from './brush.ts';
import { drawFace } from './draw-face.ts';
import { type Figure, HEAD } from './figure.ts';
import { ballAt, ellipse, type Head, headOf, place } from './head.ts';
import { discAt } from './limb.ts';
import type { Skeleton } from './skeleton.ts';
import { dot, offset, SIDES, scale } from './vector.ts';

/** Draws the neck; the trunk's collar goes over it. */
export function drawNeck(context: Canvas2d, figure: Figure, body: Skeleton): void {
  const size = 0.032 * figure.height;
  const low = offset(body.neck, body.trunkBasis, { up: -0.02 });
  const high = offset(body.head, body.headBasis, { up: -0.07, forward: -0.018 });
  fillLimb(context, [discAt(low, size * 1.2), discAt(high, size)], darker(figure.skin, 0.16));
}

/** Draws the head. */
export function drawHead(context: Canvas2d, figure: Figure, body: Skeleton): void {
  const head = headOf(context, figure, body);
  drawHair(head);
  drawFace(head);
  for (const { sign } of SIDES) drawEar(head, sign);
}

function drawHair(head: Head): void {
  const { context, figure } = head;
  if (figure.hairStyle === 'bun') fillLimb(context, [ballAt(head, -0.115, 0.06, 0.048)], figure.hair);
  const [crown, nape] = [ballAt(head, -0.016, 0.032, 0.096), ballAt(head, -0.046, -0.03, 0.052)];
  fillLimb(context, [crown, nape], figure.hair);
  fillLimb(context, [ballAt(head, 0.012, 0.04, 0.088)], figure.hair);
}

function drawEar(head: Head, sign: number): void {
  const { context, figure, frame, toCamera, zoom } = head;
  const seen = dot(scale(frame.left, sign), toCamera);
  if (seen < -0.12) return;
  const [x, y] = place(head, [HEAD.ear.forward, HEAD.ear.left, HEAD.ear.up], sign);
  const width = (0.009 + 0.012 * Math.max(0, seen)) * zoom;
  ellipse(context, [x, y], width, 0.031 * zoom, css(darker(figure.skin, 0.06)));
  ellipse(context, [x, y], width * 0.55, 0.018 * zoom, css(darker(figure.skin, 0.35), 0.7));
}
