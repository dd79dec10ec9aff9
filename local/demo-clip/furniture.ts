/** Draws what stands and hangs in the hall: pictures, a bench, plants. */
import { blend, type Canvas2d, css } from './brush.ts';
import { project } from './camera.ts';
import type { Colour } from './figure.ts';
import { circle, clip, polygon, rectangle } from './stage.ts';
import type { Vec3 } from './vector.ts';

/** Depth of the wall in metres towards the camera. */
export const WALL_Z = -2.6;

/** A framed picture of hills, centred at `x` metres and `half` metres to either side. */
export function drawPicture(
  context: Canvas2d,
  x: number,
  half: number,
  [hill, sun, sky]: readonly [Colour, Colour, Colour],
): void {
  const [low, high] = [1.62, 2.36];
  rectangle(
    context,
    [x - half + 0.05, high - 0.03, WALL_Z],
    [x + half + 0.07, low - 0.08, WALL_Z],
    css([60, 50, 50], 0.22),
  );
  rectangle(context, [x - half, high, WALL_Z], [x + half, low, WALL_Z], css([84, 62, 46]));
  rectangle(
    context,
    [x - half + 0.04, high - 0.04, WALL_Z],
    [x + half - 0.04, low + 0.04, WALL_Z],
    css([244, 240, 232]),
  );
  const from: Vec3 = [x - half + 0.11, high - 0.11, WALL_Z];
  const to: Vec3 = [x + half - 0.11, low + 0.11, WALL_Z];
  rectangle(context, from, to, css(sky));
  context.save();
  clip(context, from, to);
  circle(context, [x + half * 0.35, high - 0.27, WALL_Z], 0.09, css(sun));
  circle(context, [x - half * 0.5, low - 0.32, WALL_Z], 0.62, css(blend(hill, sky, 0.35)));
  circle(context, [x + half * 0.6, low - 0.5, WALL_Z], 0.75, css(hill));
  context.restore();
}

/** A bench in front of the wall. */
export function drawBench(context: Canvas2d): void {
  const z = WALL_Z + 0.35;
  const [left, right, seat] = [-0.75, 0.95, 0.45];
  polygon(
    context,
    [
      [left - 0.05, 0, z - 0.1],
      [right + 0.25, 0, z - 0.1],
      [right + 0.15, 0, z + 0.2],
      [left, 0, z + 0.2],
    ],
    css([40, 24, 14], 0.28),
  );
  for (const x of [left + 0.12, right - 0.2])
    rectangle(context, [x, seat, z], [x + 0.07, 0, z], css([66, 58, 56]));
  rectangle(context, [left, seat, z], [right, seat - 0.09, z], css([128, 88, 58]));
  rectangle(context, [left, seat + 0.03, z], [right, seat - 0.005, z], css([166, 120, 82]));
}

/** A plant in a pot at `x` metres. */
export function drawPlant(context: Canvas2d, x: number): void {
  const z = WALL_Z + 0.4;
  polygon(
    context,
    [
      [x - 0.25, 0, z - 0.1],
      [x + 0.4, 0, z - 0.1],
      [x + 0.35, 0, z + 0.15],
      [x - 0.2, 0, z + 0.15],
    ],
    css([40, 24, 14], 0.3),
  );
  for (let leaf = 0; leaf < 11; leaf++) {
    const lean = (leaf - 5) * 0.2;
    const reach = 0.55 + 0.2 * ((leaf * 0.618) % 1);
    drawLeaf(context, [x, 0.36, z], lean, reach, (leaf * 2 * 0.618) % 1);
  }
  polygon(
    context,
    [
      [x - 0.21, 0.42, z],
      [x + 0.21, 0.42, z],
      [x + 0.16, 0, z],
      [x - 0.16, 0, z],
    ],
    css([226, 222, 214]),
  );
  polygon(
    context,
    [
      [x + 0.06, 0.42, z],
      [x + 0.21, 0.42, z],
      [x + 0.16, 0, z],
      [x + 0.04, 0, z],
    ],
    css([120, 112, 110], 0.35),
  );
}

function drawLeaf(context: Canvas2d, root: Vec3, lean: number, reach: number, tone: number): void {
  const [x, y] = project(root);
  const tip = project([root[0] + Math.sin(lean) * reach, root[1] + Math.cos(lean) * reach, root[2]]);
  const bend = [(x + tip[0]) / 2 - (tip[1] - y) * 0.13, (y + tip[1]) / 2 + (tip[0] - x) * 0.13] as const;
  const back = [(x + tip[0]) / 2 + (tip[1] - y) * 0.13, (y + tip[1]) / 2 - (tip[0] - x) * 0.13] as const;
  context.beginPath();
  context.moveTo(x, y);
  context.quadraticCurveTo(...bend, ...tip);
  context.quadraticCurveTo(...back, x, y);
  context.fillStyle = css(blend([64, 104, 66], [122, 156, 92], tone));
  context.fill();
}
