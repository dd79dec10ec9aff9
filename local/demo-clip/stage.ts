/** Flat shapes of the scene, given in metres. */
import type { Canvas2d } from './brush.ts';
import { type Pixel, project } from './camera.ts';
import type { Vec3 } from './vector.ts';

/** Fills a polygon whose corners are in metres. */
export function polygon(context: Canvas2d, points: readonly Vec3[], style: string): void {
  trace(context, points);
  context.closePath();
  context.fillStyle = style;
  context.fill();
}

/** Draws a thin line through points in metres. */
export function outline(context: Canvas2d, points: readonly Vec3[], style: string): void {
  trace(context, points);
  context.strokeStyle = style;
  context.lineWidth = 1;
  context.stroke();
}

function trace(context: Canvas2d, points: readonly Vec3[]): void {
  context.beginPath();
  for (const point of points) context.lineTo(...project(point));
}

/** Fills an upright rectangle between two corners in metres. */
export function rectangle(context: Canvas2d, upperLeft: Vec3, lowerRight: Vec3, style: string): void {
  const [[x, y], [right, bottom]] = [project(upperLeft), project(lowerRight)];
  context.fillStyle = style;
  context.fillRect(x, y, right - x, bottom - y);
}

/** Limits drawing to an upright rectangle between two corners in metres. */
export function clip(context: Canvas2d, upperLeft: Vec3, lowerRight: Vec3): void {
  const [[x, y], [right, bottom]] = [project(upperLeft), project(lowerRight)];
  context.beginPath();
  context.rect(x, y, right - x, bottom - y);
  context.clip();
}

/** Fills a disc that faces the camera; radius in metres. */
export function circle(context: Canvas2d, centre: Vec3, metres: number, style: string): void {
  const [x, y]: Pixel = project(centre);
  const edge = project([centre[0] + metres, centre[1], centre[2]])[0];
  context.beginPath();
  context.arc(x, y, edge - x, 0, 2 * Math.PI);
  context.fillStyle = style;
  context.fill();
}
