/** Smooth lines, discs and frames on I420 pictures. Coordinates are pixels; a pixel's middle is at .5. */
import type { I420 } from '../frames/i420.ts';

/** A colour in limited-range Y, U and V. */
export type Yuv = readonly [y: number, u: number, v: number];

/** Draws a line with round ends, `radius` pixels to either side; a disc when both ends are the same. */
export function drawCapsule(
  picture: I420,
  from: readonly [number, number],
  to: readonly [number, number],
  radius: number,
  [y, u, v]: Yuv,
): void {
  fillCapsule(picture.y, picture.width, picture.height, from, to, radius, y);
  const [width, height] = [picture.width / 2, picture.height / 2];
  const a: [number, number] = [from[0] / 2, from[1] / 2];
  const b: [number, number] = [to[0] / 2, to[1] / 2];
  fillCapsule(picture.u, width, height, a, b, radius / 2, u);
  fillCapsule(picture.v, width, height, a, b, radius / 2, v);
}

/** Draws the outline of a rectangle, `width` pixels wide. */
export function drawRectangle(
  picture: I420,
  [x1, y1, x2, y2]: readonly [number, number, number, number],
  width: number,
  colour: Yuv,
): void {
  const corners: [number, number][] = [
    [x1, y1],
    [x2, y1],
    [x2, y2],
    [x1, y2],
  ];
  corners.forEach((corner, index) => {
    drawCapsule(picture, corner, corners[(index + 1) % 4] as [number, number], width / 2, colour);
  });
}

/**
 * Blends a value over a plane where a capsule covers it. Coverage falls from 1 to 0 over one pixel at the edge.
 * Each row is scanned only where the capsule can be, so that a long thin line stays cheap.
 */
function fillCapsule(
  plane: Uint8Array,
  width: number,
  height: number,
  [ax, ay]: readonly [number, number],
  [bx, by]: readonly [number, number],
  radius: number,
  value: number,
): void {
  const [dx, dy] = [bx - ax, by - ay];
  const squared = dx * dx + dy * dy;
  const reach = radius + 0.5;
  const outer = reach * reach;
  const inner = Math.max(0, radius - 0.5) ** 2;
  const slant = dy === 0 ? Number.POSITIVE_INFINITY : Math.abs(reach * Math.hypot(dx, dy)) / Math.abs(dy);
  const bottom = Math.min(height - 1, Math.ceil(Math.max(ay, by) + reach));
  for (let row = Math.max(0, Math.floor(Math.min(ay, by) - reach)); row <= bottom; row++) {
    const py = row + 0.5 - ay;
    const centre = dy === 0 ? ax : ax + (py * dx) / dy;
    const left = Math.max(Math.min(ax, bx) - reach, centre - slant - 1);
    const right = Math.min(Math.max(ax, bx) + reach, centre + slant + 1);
    const last = Math.min(width - 1, Math.ceil(right));
    for (let column = Math.max(0, Math.floor(left)); column <= last; column++) {
      const px = column + 0.5 - ax;
      const along = squared === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / squared));
      const ex = px - along * dx;
      const ey = py - along * dy;
      const distance = ex * ex + ey * ey;
      if (distance >= outer) continue;
      const at = row * width + column;
      if (distance <= inner) plane[at] = value;
      else plane[at] = blend(plane[at] as number, value, reach - Math.sqrt(distance));
    }
  }
}

function blend(under: number, over: number, coverage: number): number {
  return Math.round(under + (over - under) * Math.min(1, coverage));
}
