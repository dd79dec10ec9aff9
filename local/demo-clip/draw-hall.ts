/** Draws the hall behind the figures: a lit wall, a few pictures, a bench, plants and a wooden floor. */
import { type Canvas2d, css, darker, lighter } from './brush.ts';
import { CLIP, project } from './camera.ts';
import type { Colour } from './figure.ts';
import { drawBench, drawPicture, drawPlant, WALL_Z } from './furniture.ts';
import { outline, polygon, rectangle } from './stage.ts';

const WALL: Colour = [214, 208, 196];
const WOOD: Colour = [176, 132, 92];
/** Width of a board of the floor in metres. */
const BOARD = 0.16;

/** Draws the hall over the whole picture. */
export function drawHall(context: Canvas2d): void {
  drawWall(context);
  drawFloor(context);
  drawSkirting(context);
  drawPicture(context, -2.05, 0.62, [
    [198, 150, 84],
    [88, 120, 124],
    [232, 220, 196],
  ]);
  drawPicture(context, 0.1, 0.9, [
    [74, 96, 130],
    [204, 116, 84],
    [236, 226, 206],
  ]);
  drawPicture(context, 2.2, 0.62, [
    [96, 122, 92],
    [206, 176, 110],
    [228, 222, 210],
  ]);
  drawBench(context);
  drawPlant(context, -3.25);
  drawPlant(context, 3.35);
  drawLight(context);
}

function drawWall(context: Canvas2d): void {
  const gradient = context.createLinearGradient(0, 0, CLIP.width, CLIP.height * 0.5);
  gradient.addColorStop(0, css(lighter(WALL, 0.4)));
  gradient.addColorStop(0.5, css(WALL));
  gradient.addColorStop(1, css(darker(WALL, 0.14)));
  context.fillStyle = gradient;
  context.fillRect(0, 0, CLIP.width, CLIP.height);
}

function drawFloor(context: Canvas2d): void {
  const top = project([0, 0, WALL_Z])[1];
  const gradient = context.createLinearGradient(0, top, 0, CLIP.height);
  gradient.addColorStop(0, css(darker(WOOD, 0.12)));
  gradient.addColorStop(1, css(lighter(WOOD, 0.14)));
  context.fillStyle = gradient;
  context.fillRect(0, top, CLIP.width, CLIP.height - top);
  for (let row = 0; WALL_Z + row * BOARD < 2; row++) drawBoards(context, WALL_Z + row * BOARD, row);
}

/** One row of boards, each a little lighter or darker than the next. */
function drawBoards(context: Canvas2d, z: number, row: number): void {
  const start = -4.2 + ((row * 0.77) % 1.4);
  for (let index = 0; index < 7; index++) {
    const x = start + (index - 1) * 1.4;
    // The fractional part of a multiple of the golden ratio spreads tones evenly without a random source.
    const tone = ((row * 5 + index * 3) * 0.618) % 1;
    const colour = tone > 0.5 ? lighter(WOOD, (tone - 0.5) * 0.3) : darker(WOOD, (0.5 - tone) * 0.22);
    polygon(
      context,
      [
        [x, 0, z],
        [x + 1.4, 0, z],
        [x + 1.4, 0, z + BOARD],
        [x, 0, z + BOARD],
      ],
      css(colour, 0.55),
    );
    outline(
      context,
      [
        [x, 0, z],
        [x, 0, z + BOARD],
        [x + 1.4, 0, z + BOARD],
      ],
      css(darker(WOOD, 0.5), 0.28),
    );
  }
}

function drawSkirting(context: Canvas2d): void {
  rectangle(context, [-6, 0.13, WALL_Z], [6, 0, WALL_Z], css(lighter(WALL, 0.45)));
  rectangle(context, [-6, 0.02, WALL_Z], [6, 0, WALL_Z], css(darker(WOOD, 0.45), 0.6));
  const [, top] = project([0, 0.13, WALL_Z]);
  context.fillStyle = css(darker(WALL, 0.3), 0.5);
  context.fillRect(0, top, CLIP.width, 1.5);
}

/** Light that falls through a window at the upper left, and the darker corners of the picture. */
function drawLight(context: Canvas2d): void {
  const glow = context.createRadialGradient(260, 120, 60, 420, 300, 1050);
  glow.addColorStop(0, css([255, 244, 214], 0.3));
  glow.addColorStop(0.55, css([255, 244, 214], 0));
  glow.addColorStop(1, css([30, 24, 40], 0.26));
  context.fillStyle = glow;
  context.fillRect(0, 0, CLIP.width, CLIP.height);
}
