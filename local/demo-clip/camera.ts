/** The camera that looks at the scene: how metres become pixels. */
import type { Vec3 } from './vector.ts';

/** Size (pixels), rate (frames a second) and length (frames) of the clip. */
export const CLIP = { width: 1280, height: 720, fps: 30, frames: 300 } as const;

/** A pinhole that looks along -z: place in metres, focal length and row of the horizon in pixels. */
export const CAMERA = { height: 1.35, distance: 7, focal: 1680, horizon: 335 } as const;

/** A point of the picture, in pixels from its top left corner. */
export type Pixel = readonly [x: number, y: number];

/** How many pixels a metre has at depth `z` (metres towards the camera). */
export function pixelsPerMetre(z: number): number {
  return CAMERA.focal / (CAMERA.distance - z);
}

/** Where a point of the scene lies in the picture; may be outside of it. */
export function project([x, y, z]: Vec3): Pixel {
  const zoom = pixelsPerMetre(z);
  return [CLIP.width / 2 + x * zoom, CAMERA.horizon + (CAMERA.height - y) * zoom];
}

/** Half the width that the camera sees at depth `z`, in metres. */
export function halfWidthAt(z: number): number {
  return CLIP.width / 2 / pixelsPerMetre(z);
}

/** A yaw as the camera sees it, in radians: a figure near the edge is seen more from the front or from behind. */
export function seenYaw(yaw: number, [x, , z]: Vec3): number {
  return yaw - Math.atan2(x, CAMERA.distance - z);
}

/** Whether a pixel is in the picture. */
export function isInFrame([x, y]: Pixel): boolean {
  return x >= 0 && y >= 0 && x <= CLIP.width - 1 && y <= CLIP.height - 1;
}
