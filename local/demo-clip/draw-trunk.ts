/** Draws a trunk in shirt and trousers, as wide as it looks from where the camera is. */
import { type Canvas2d, css, darker, fillSmooth, lighter, shadeBetween } from './brush.ts';
import { type Pixel, pixelsPerMetre, project, seenYaw } from './camera.ts';
import type { Colour, Figure } from './figure.ts';
import type { Skeleton } from './skeleton.ts';
import { mix, mixPoints } from './vector.ts';

/**
 * Outline of a trunk: share of the way from pelvis to neck, half width and half depth as shares of the height,
 * and how far the middle lies ahead of the spine.
 */
type Slice = readonly [along: number, halfWidth: number, halfDepth: number, ahead: number];

const SHIRT: readonly Slice[] = [
  [-0.09, 0.095, 0.061, -0.004],
  [0.08, 0.089, 0.061, 0],
  [0.3, 0.084, 0.059, 0.005],
  [0.55, 0.095, 0.066, 0.006],
  [0.75, 0.106, 0.066, 0.001],
  [0.86, 0.112, 0.054, -0.004],
  [0.945, 0.086, 0.042, -0.008],
  [1.0, 0.05, 0.036, -0.008],
];
const SEAT: readonly Slice[] = [
  [-0.25, 0.035, 0.03, 0],
  [-0.14, 0.088, 0.052, -0.004],
  [-0.04, 0.086, 0.05, -0.002],
];

/** Draws the seat of the trousers; the legs go over it. */
export function drawSeat(context: Canvas2d, figure: Figure, body: Skeleton): void {
  drawSlices(context, figure, body, SEAT, figure.trousers);
}

/** Draws the shirt; it goes over the legs. */
export function drawTrunk(context: Canvas2d, figure: Figure, body: Skeleton): void {
  drawSlices(context, figure, body, SHIRT, figure.shirt);
  drawHem(context, figure, body);
  drawCollar(context, figure, body);
}

function drawSlices(
  context: Canvas2d,
  figure: Figure,
  body: Skeleton,
  slices: readonly Slice[],
  colour: Colour,
): void {
  const edges = slices.map((slice) => edgesOf(figure, body, slice));
  const outline = [...edges.map(([left]) => left), ...edges.map(([, right]) => right).reverse()];
  const widest = edges[Math.floor(edges.length / 2)] ?? edges[0];
  if (widest !== undefined) fillSmooth(context, outline, shadeBetween(context, widest[0], widest[1], colour));
}

/** The left and right end of a slice in the picture. */
function edgesOf(
  figure: Figure,
  body: Skeleton,
  [along, width, depth, ahead]: Slice,
): readonly [Pixel, Pixel] {
  const spine = mixPoints(body.pelvis, body.neck, along);
  const yaw = seenYaw(mix(body.yaw.pelvis, body.yaw.trunk, along), spine);
  const zoom = pixelsPerMetre(spine[2]) * figure.height * figure.build ** 0.5;
  const half = Math.hypot(width * Math.sin(yaw), depth * Math.cos(yaw)) * zoom;
  const [x, y] = project(spine);
  const middle = x + ahead * Math.cos(yaw) * zoom;
  return [
    [middle - half, y],
    [middle + half, y],
  ];
}

/** A darker line where the shirt ends and the soft shade below it. */
function drawHem(context: Canvas2d, figure: Figure, body: Skeleton): void {
  const [left, right] = edgesOf(figure, body, [-0.06, 0.094, 0.061, -0.004]);
  context.beginPath();
  context.moveTo(left[0] + 2, left[1]);
  context.quadraticCurveTo((left[0] + right[0]) / 2, left[1] + 5, right[0] - 2, right[1]);
  context.strokeStyle = css(darker(figure.shirt, 0.35), 0.7);
  context.lineWidth = 1.6;
  context.stroke();
}

/** The ribbed neckline. */
function drawCollar(context: Canvas2d, figure: Figure, body: Skeleton): void {
  const [left, right] = edgesOf(figure, body, [0.985, 0.047, 0.04, 0.004]);
  const middle = (left[0] + right[0]) / 2;
  context.beginPath();
  context.moveTo(left[0], left[1] - 1);
  context.quadraticCurveTo(middle, left[1] + (right[0] - left[0]) * 0.32, right[0], right[1] - 1);
  context.strokeStyle = css(lighter(figure.shirt, 0.25), 0.8);
  context.lineWidth = 2.4;
  context.stroke();
}
