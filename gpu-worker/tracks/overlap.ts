/** How much two boxes overlap. */
import type { Box } from '../instance.ts';

/** Intersection over union, 0 to 1. */
export function overlap(a: Box, b: Box): number {
  const shared = area([
    Math.max(a[0], b[0]),
    Math.max(a[1], b[1]),
    Math.min(a[2], b[2]),
    Math.min(a[3], b[3]),
  ]);
  // Where neither has an area there is nothing that could overlap.
  return shared === 0 ? 0 : shared / (area(a) + area(b) - shared);
}

/** The same with both boxes enlarged on each side, as a part of their size: C-BIoU's buffered overlap. */
export function bufferedOverlap(a: Box, b: Box, buffer: number): number {
  return overlap(enlarged(a, buffer), enlarged(b, buffer));
}

/** Square pixels; 0 when the corners are in the wrong order. */
export function area([x1, y1, x2, y2]: Box): number {
  return Math.max(0, x2 - x1) * Math.max(0, y2 - y1);
}

function enlarged([x1, y1, x2, y2]: Box, buffer: number): Box {
  const [dx, dy] = [(x2 - x1) * buffer, (y2 - y1) * buffer];
  return [x1 - dx, y1 - dy, x2 + dx, y2 + dy];
}
