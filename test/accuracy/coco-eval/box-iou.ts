/** How far two boxes cover each other. */

/** Left, top, width and height in pixels. */
export type CocoBox = readonly [left: number, top: number, width: number, height: number];

/**
 * Intersection over union, 0 to 1. Against a crowd it is the part of the detection that lies within the crowd.
 *
 * @see pycocotools' `bbIou`
 */
export function boxIou(detection: CocoBox, truth: CocoBox, crowd = false): number {
  const width = overlap(detection, truth, 0);
  const height = overlap(detection, truth, 1);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  const own = detection[2] * detection[3];
  return shared / (crowd ? own : own + truth[2] * truth[3] - shared);
}

function overlap(a: CocoBox, b: CocoBox, axis: 0 | 1): number {
  const side = axis === 0 ? 2 : 3;
  return Math.min(a[side] + a[axis], b[side] + b[axis]) - Math.max(a[axis], b[axis]);
}
