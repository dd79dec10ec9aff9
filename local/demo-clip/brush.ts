/** Strokes with which bodies are drawn: shaded shapes in the light of a window at the upper left. */
import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Colour } from './figure.ts';

/** A disc of a limb, in pixels. */
export interface Disc {
  x: number;
  y: number;
  radius: number;
}

/** A drawing surface. */
export type Canvas2d = SKRSContext2D;

/** Where the light comes from in the picture; unit vector. */
const LIGHT = { x: -0.8, y: -0.6 };
const SHADE: Colour = [24, 22, 44];
const SUN: Colour = [255, 246, 226];

/** A colour as CSS writes it. */
export function css([red, green, blue]: Colour, alpha = 1): string {
  return `rgba(${Math.round(red)},${Math.round(green)},${Math.round(blue)},${alpha})`;
}

/** The colour in less light; `amount` 0..1. */
export function darker(colour: Colour, amount: number): Colour {
  return blend(colour, SHADE, amount);
}

/** The colour in more light; `amount` 0..1. */
export function lighter(colour: Colour, amount: number): Colour {
  return blend(colour, SUN, amount);
}

/** A colour between two others; `share` 0..1 of the second. */
export function blend(one: Colour, other: Colour, share: number): Colour {
  const channel = (index: 0 | 1 | 2) => one[index] + (other[index] - one[index]) * share;
  return [channel(0), channel(1), channel(2)];
}

/** Fills the rounded shape that runs through discs one after the other, shaded across its length. */
export function fillLimb(context: Canvas2d, discs: readonly Disc[], colour: Colour): void {
  traceLimb(context, discs);
  context.fillStyle = shadeAcross(context, discs, colour);
  context.fill();
}

/** Fills a closed curve that runs smoothly through points (pixels), with any style. */
export function fillSmooth(
  context: Canvas2d,
  points: readonly (readonly [number, number])[],
  style: Canvas2d['fillStyle'],
): void {
  traceSmooth(context, points);
  context.fillStyle = style;
  context.fill();
}

/** Makes a closed curve through points (pixels) the current path. */
export function traceSmooth(context: Canvas2d, points: readonly (readonly [number, number])[]): void {
  const at = (index: number) => points[(index + points.length) % points.length] ?? [0, 0];
  context.beginPath();
  context.moveTo(...at(0));
  for (let index = 0; index < points.length; index++) {
    const [before, from, to, after] = [at(index - 1), at(index), at(index + 1), at(index + 2)];
    // A Catmull-Rom spline as a Bezier curve.
    context.bezierCurveTo(
      from[0] + (to[0] - before[0]) / 6,
      from[1] + (to[1] - before[1]) / 6,
      to[0] - (after[0] - from[0]) / 6,
      to[1] - (after[1] - from[1]) / 6,
      to[0],
      to[1],
    );
  }
  context.closePath();
}

/** A gradient from lit to dark between two points, in pixels. */
export function shadeBetween(
  context: Canvas2d,
  [x1, y1]: readonly [number, number],
  [x2, y2]: readonly [number, number],
  colour: Colour,
): CanvasGradient {
  const gradient = context.createLinearGradient(x1, y1, x2, y2);
  gradient.addColorStop(0, css(lighter(colour, 0.07)));
  gradient.addColorStop(0.28, css(lighter(colour, 0.13)));
  gradient.addColorStop(0.62, css(darker(colour, 0.08)));
  gradient.addColorStop(1, css(darker(colour, 0.4)));
  return gradient;
}

function shadeAcross(context: Canvas2d, discs: readonly Disc[], colour: Colour): CanvasGradient {
  const first = discs[0] ?? { x: 0, y: 0, radius: 1 };
  const last = discs.at(-1) ?? first;
  const radius = Math.max(...discs.map((disc) => disc.radius));
  const { x, y } = acrossTowardsLight(last.x - first.x, last.y - first.y);
  const middle = { x: (first.x + last.x) / 2, y: (first.y + last.y) / 2 };
  return shadeBetween(
    context,
    [middle.x + x * radius, middle.y + y * radius],
    [middle.x - x * radius, middle.y - y * radius],
    colour,
  );
}

/** The unit vector across a direction that points to the lit side. */
function acrossTowardsLight(dx: number, dy: number): { x: number; y: number } {
  const size = Math.hypot(dx, dy);
  if (size < 2) return LIGHT;
  const sign = -dy * LIGHT.x + dx * LIGHT.y >= 0 ? 1 : -1;
  return { x: (-dy / size) * sign, y: (dx / size) * sign };
}

/** Makes the outline around a row of discs the current path: down one side, round the end, and up the other. */
function traceLimb(context: Canvas2d, discs: readonly Disc[]): void {
  const bridges = bridgesBetween(discs);
  const [first, last] = [bridges[0], bridges.at(-1)];
  context.beginPath();
  if (first === undefined || last === undefined) {
    const { x, y, radius } = discs.reduce((largest, disc) => (disc.radius > largest.radius ? disc : largest));
    context.arc(x, y, radius, 0, 2 * Math.PI);
    return;
  }
  const line = (disc: Disc, angle: number) =>
    context.lineTo(disc.x + disc.radius * Math.cos(angle), disc.y + disc.radius * Math.sin(angle));
  const cap = ({ x, y, radius }: Disc, from: number, to: number) => context.arc(x, y, radius, from, to);
  cap(first.from, first.axis + first.turn, first.axis - first.turn + 2 * Math.PI);
  for (const { from, to, axis, turn } of bridges) {
    line(from, axis - turn);
    line(to, axis - turn);
  }
  cap(last.to, last.axis - last.turn, last.axis + last.turn);
  for (const { from, to, axis, turn } of bridges.toReversed()) {
    line(to, axis + turn);
    line(from, axis + turn);
  }
  context.closePath();
}

/** Two discs and where their outer tangents touch them: `axis` plus and minus `turn`, in radians. */
interface Bridge {
  from: Disc;
  to: Disc;
  axis: number;
  turn: number;
}

/** The bridges along a row of discs; a disc that lies within the one before or after it is left out. */
function bridgesBetween(discs: readonly Disc[]): Bridge[] {
  const bridges: Bridge[] = [];
  let from = discs[0];
  for (const to of discs.slice(1)) {
    if (from === undefined) break;
    const [dx, dy] = [to.x - from.x, to.y - from.y];
    const narrowing = (from.radius - to.radius) / Math.hypot(dx, dy);
    if (Math.abs(narrowing) < 1) {
      bridges.push({ from, to, axis: Math.atan2(dy, dx), turn: Math.acos(narrowing) });
      from = to;
    } else if (to.radius > from.radius && bridges.length === 0) from = to;
  }
  return bridges;
}

type CanvasGradient = ReturnType<Canvas2d['createLinearGradient']>;
