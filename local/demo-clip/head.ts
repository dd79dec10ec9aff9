/** A head as the camera sees it, and where places on it lie in the picture. */
import type { Canvas2d, Disc } from './brush.ts';
import { CAMERA, type Pixel, pixelsPerMetre, project } from './camera.ts';
import type { Figure } from './figure.ts';
import { discAt } from './limb.ts';
import type { Skeleton } from './skeleton.ts';
import { type Basis, between, offset, unit, type Vec3 } from './vector.ts';

/** A place on the head in metres from its centre; `left` is taken to the side that is drawn. */
export type Spot = readonly [forward: number, left: number, up: number];

/** What drawing on a head needs to know. */
export interface Head {
  context: Canvas2d;
  figure: Figure;
  centre: Vec3;
  frame: Basis;
  /** Unit vector from the head to the camera. */
  toCamera: Vec3;
  /** Pixels a metre. */
  zoom: number;
}

/** The head of a body. */
export function headOf(context: Canvas2d, figure: Figure, body: Skeleton): Head {
  const camera: Vec3 = [0, CAMERA.height, CAMERA.distance];
  const toCamera = unit(between(body.head, camera));
  const zoom = pixelsPerMetre(body.head[2]);
  return { context, figure, centre: body.head, frame: body.headBasis, toCamera, zoom };
}

/** Where a spot lies in the picture, on the left side (`sign` 1) or the right one (-1). */
export function place({ centre, frame }: Head, [forward, left, up]: Spot, sign: number): Pixel {
  return project(offset(centre, frame, { forward, left: left * sign, up }));
}

/** A ball in the middle plane of the head; all in metres. */
export function ballAt({ centre, frame }: Head, forward: number, up: number, radius: number): Disc {
  return discAt(offset(centre, frame, { forward, up }), radius);
}

/** Fills an upright ellipse; half axes in pixels. */
export function ellipse(
  context: Canvas2d,
  [x, y]: Pixel,
  width: number,
  height: number,
  style: string,
): void {
  context.beginPath();
  context.ellipse(x, y, width, height, 0, 0, 2 * Math.PI);
  context.fillStyle = style;
  context.fill();
}
