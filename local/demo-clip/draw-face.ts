/** Draws the face: skin within the outline of the head, and the parts of it that the camera sees. */
import {
  blend,
  type Canvas2d,
  css,
  type Disc,
  darker,
  fillLimb,
  fillSmooth,
  shadeBetween,
  traceSmooth,
} from './brush.ts';
import { type Pixel, project } from './camera.ts';
import { type Colour, HEAD } from './figure.ts';
import { ballAt, ellipse, type Head, place, type Spot } from './head.ts';
import { dot, offset, SIDES, unit } from './vector.ts';

/** Edge of the face on one side, from the forehead along the hairline to the chin and back up the middle. */
const HALF_FACE: readonly Spot[] = [
  [0.1, 0, 0.075],
  [0.075, 0.045, 0.07],
  [0.05, 0.068, 0.05],
  [0.035, 0.076, 0.012],
  [0.012, 0.078, -0.015],
  [-0.03, 0.074, -0.05],
  [-0.012, 0.06, -0.1],
  [0.05, 0.025, -0.14],
  [0.13, 0, -0.14],
  [0.14, 0, -0.02],
];
const LIP: Colour = [150, 66, 62];
const EYE_WHITE: Colour = [240, 236, 230];
const IRIS: Colour = [48, 34, 28];

/** Draws the face over the hair, nothing of it when the head looks away. */
export function drawFace(head: Head): void {
  const { context, figure, centre, zoom } = head;
  context.save();
  clipToDiscs(context, [
    ballAt(head, 0.0, 0.035, 0.088),
    ballAt(head, 0.018, -0.02, 0.076),
    ballAt(head, 0.045, -0.078, 0.042),
  ]);
  const [x, y] = project(centre);
  const skin = shadeBetween(
    context,
    [x - 0.09 * zoom, y - 0.05 * zoom],
    [x + 0.09 * zoom, y + 0.04 * zoom],
    figure.skin,
  );
  for (const { sign } of SIDES) {
    const outline = HALF_FACE.map((spot) => place(head, spot, sign));
    if (facesCamera(outline, sign)) fillSmooth(context, outline, skin);
  }
  for (const { sign } of SIDES) drawEye(head, sign);
  drawMouth(head);
  context.restore();
  drawNose(head);
}

/** Whether the outline of a half face runs the way it does when seen from outside. */
function facesCamera(outline: readonly Pixel[], sign: number): boolean {
  const area = outline.reduce((sum, [x, y], index) => {
    const [nextX, nextY] = outline[(index + 1) % outline.length] ?? [x, y];
    return sum + x * nextY - nextX * y;
  }, 0);
  return area * sign > 0;
}

function drawEye(head: Head, sign: number): void {
  const { context, figure, frame, toCamera, zoom } = head;
  const normal = unit(offset([0, 0, 0], frame, { forward: 0.9, left: 0.35 * sign }));
  const seen = dot(normal, toCamera);
  if (seen < 0.12) return;
  const [x, y] = place(head, [HEAD.eye.forward, HEAD.eye.left, HEAD.eye.up], sign);
  const width = 0.0165 * zoom * Math.min(1, seen * 1.15);
  ellipse(context, [x, y], width * 1.25, 0.013 * zoom, css(darker(figure.skin, 0.22), 0.8));
  ellipse(context, [x, y], width, 0.0085 * zoom, css(EYE_WHITE));
  const gaze = dot(frame.forward, [1, 0, 0]) * 0.005 * zoom;
  ellipse(context, [x + gaze, y], Math.min(width, 0.0085 * zoom), 0.0085 * zoom, css(IRIS));
  line(
    head,
    [
      [HEAD.eye.forward + 0.01, 0.014, 0.044],
      [HEAD.eye.forward + 0.004, 0.034, 0.05],
      [HEAD.eye.forward - 0.014, 0.052, 0.042],
    ],
    sign,
    darker(figure.hair, 0.1),
    0.0085,
  );
}

function drawMouth(head: Head): void {
  if (dot(head.frame.forward, head.toCamera) < -0.1) return;
  for (const { sign } of SIDES) {
    if (dot(offset([0, 0, 0], head.frame, { forward: 0.8, left: 0.6 * sign }), head.toCamera) < 0.05)
      continue;
    line(
      head,
      [
        [0.1, 0, -0.067],
        [0.094, 0.014, -0.066],
        [0.08, 0.027, -0.061],
      ],
      sign,
      blend(LIP, head.figure.skin, 0.25),
      0.011,
    );
  }
}

function drawNose(head: Head): void {
  const { context, figure, centre, frame, toCamera } = head;
  if (dot(frame.forward, toCamera) < -0.12) return;
  fillLimb(
    context,
    [
      ballAt(head, 0.088, 0.022, 0.009),
      ballAt(head, 0.1, -0.008, 0.0115),
      ballAt(head, 0.108, -0.022, 0.0135),
    ],
    figure.skin,
  );
  const [x, y] = project(offset(centre, frame, { forward: 0.106, up: -0.034 }));
  ellipse(context, [x, y], 0.011 * head.zoom, 0.0045 * head.zoom, css(darker(figure.skin, 0.45), 0.6));
}

function line(head: Head, spots: readonly Spot[], sign: number, colour: Colour, metres: number): void {
  const [from, through, to] = spots.map((spot) => place(head, spot, sign));
  if (from === undefined || through === undefined || to === undefined) return;
  const { context } = head;
  context.beginPath();
  context.moveTo(...from);
  context.quadraticCurveTo(...through, ...to);
  context.strokeStyle = css(colour);
  context.lineCap = 'round';
  context.lineWidth = metres * head.zoom;
  context.stroke();
}

/** Limits drawing to the hull of discs that lie on a line from top to bottom. */
function clipToDiscs(context: Canvas2d, discs: readonly Disc[]): void {
  const side = (angles: readonly number[], { x, y, radius }: Disc) =>
    angles.map((angle) => [x + radius * Math.cos(angle), y + radius * Math.sin(angle)] as const);
  const [top, ...rest] = discs;
  const chin = rest.at(-1);
  if (top === undefined || chin === undefined) return;
  const middle = rest.slice(0, -1);
  traceSmooth(context, [
    ...side([Math.PI, 1.25 * Math.PI, 1.5 * Math.PI, 1.75 * Math.PI, 0], top),
    ...middle.flatMap((disc) => side([0], disc)),
    ...side([0.15 * Math.PI, 0.5 * Math.PI, 0.85 * Math.PI], chin),
    ...middle.flatMap((disc) => side([Math.PI], disc)),
  ]);
  context.clip();
}
