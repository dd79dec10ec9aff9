/** Draws frames: a hall with a wooden floor once, then the figures and their shadows over it. */
import { type Canvas, createCanvas } from '@napi-rs/canvas';
import { type Canvas2d, css } from './brush.ts';
import { CLIP, pixelsPerMetre, project } from './camera.ts';
import { drawFigure } from './draw-figure.ts';
import { drawHall } from './draw-hall.ts';
import { jointsAt, ROLES } from './scenario.ts';
import type { Skeleton } from './skeleton.ts';
import { add, mixPoints, type Vec3 } from './vector.ts';

/** Draws frames one after the other on the same canvas. */
export interface Painter {
  /** The canvas, 1280 x 720; the next frame overwrites it. */
  readonly canvas: Canvas;
  /** Draws a frame, counted from 0. */
  paint(frame: number): void;
}

/** A painter with its hall ready. */
export function createPainter(): Painter {
  const canvas = createCanvas(CLIP.width, CLIP.height);
  const context = canvas.getContext('2d');
  const hall = createCanvas(CLIP.width, CLIP.height);
  drawHall(hall.getContext('2d'));
  return {
    canvas,
    paint(frame) {
      context.drawImage(hall, 0, 0);
      drawEverybody(context, jointsAt(frame));
    },
  };
}

function drawEverybody(context: Canvas2d, bodies: readonly Skeleton[]): void {
  const present = ROLES.flatMap(({ figure }, index) => {
    const body = bodies[index];
    return body === undefined ? [] : [{ figure, body }];
  }).sort((a, b) => a.body.pelvis[2] - b.body.pelvis[2]);
  for (const { body } of present) drawShadow(context, body);
  for (const { figure, body } of present) drawFigure(context, figure, body);
}

/** A soft shadow below the body that leans away from the window, and a darker one below each shoe. */
function drawShadow(context: Canvas2d, body: Skeleton): void {
  const onFloor = ([x, , z]: Vec3): Vec3 => [x, 0, z];
  const lean: Vec3 = [0.16, 0, -0.05];
  softEllipse(context, add(onFloor(body.pelvis), lean), 0.52, 0.3);
  for (const { heel, toe } of body.feet) {
    const height = Math.min(heel[1], toe[1]);
    softEllipse(context, onFloor(mixPoints(heel, toe, 0.5)), 0.19, Math.max(0.12, 0.5 - height * 5));
  }
}

/** A dark spot on the floor: radius in metres, darkness 0..1. */
function softEllipse(context: Canvas2d, centre: Vec3, radius: number, darkness: number): void {
  const [x, y] = project(centre);
  const size = radius * pixelsPerMetre(centre[2]);
  const gradient = context.createRadialGradient(0, 0, 0, 0, 0, size);
  gradient.addColorStop(0, css([38, 22, 12], darkness));
  gradient.addColorStop(0.5, css([38, 22, 12], darkness * 0.5));
  gradient.addColorStop(1, css([38, 22, 12], 0));
  context.save();
  context.translate(x, y);
  context.scale(1, 0.22);
  context.fillStyle = gradient;
  context.beginPath();
  context.arc(0, 0, size, 0, 2 * Math.PI);
  context.fill();
  context.restore();
}
