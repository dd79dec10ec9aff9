/** Checks of a single box. */
import type { Size } from '../frames/regions.ts';
import type { Box, BoxHint } from '../instance.ts';
import { boxError, boxesError } from './box-error.ts';

/** Boxes of a frame; each is a run of the model. */
const MOST_BOXES = 1000;

/** Where a box stands in its file. */
export interface BoxPlace {
  frame: number;
  box: number;
}

/** @returns the numbers, when there are `least` to `most` of them. @throws PosefleetError `bboxes_invalid`. */
export function numbersOf(value: unknown, least: number, most: number, { frame, box }: BoxPlace): number[] {
  if (!Array.isArray(value)) throw boxError(frame, box, `must be a list of numbers, not ${typeName(value)}.`);
  if (value.length < least || value.length > most) {
    const wanted = least === most ? `${least}` : `${least} or ${most}`;
    throw boxError(frame, box, `must have ${wanted} numbers, not ${value.length}.`);
  }
  value.forEach((number, index) => {
    if (typeof number !== 'number' || !Number.isFinite(number)) {
      throw boxError(frame, box, `value ${index} must be a number, not ${typeName(number)}.`);
    }
  });
  return value as number[];
}

/** @throws PosefleetError `bboxes_invalid` when a frame has more boxes than are looked at. */
export function checkBoxCount(count: number, frame: number): void {
  if (count <= MOST_BOXES) return;
  throw boxesError(`Frame ${frame}: has more than ${MOST_BOXES} boxes; give at most ${MOST_BOXES} a frame.`);
}

/**
 * A box as a place to look for a person. It may reach over the picture's edges, as detectors' boxes do, but on
 * each side by no more than the picture's own width or height.
 *
 * @param score 0 to 1.
 * @throws PosefleetError `bboxes_invalid` when it is empty, lies wholly outside the picture or reaches too far
 * over its edges, or when its score is not 0 to 1.
 */
export function checkedBox(corners: Box, score: number, picture: Size, { frame, box }: BoxPlace): BoxHint {
  const [x1, y1, x2, y2] = corners;
  if (x2 <= x1) throw boxError(frame, box, `x2 (${x2}) must be greater than x1 (${x1}).`);
  if (y2 <= y1) throw boxError(frame, box, `y2 (${y2}) must be greater than y1 (${y1}).`);
  const described = (what: string) =>
    `[${corners.join(', ')}] ${what} the frame of ${picture.width}×${picture.height} pixels.`;
  if (isOutside(corners, picture)) throw boxError(frame, box, described('lies outside'));
  if (reachesTooFar(corners, picture))
    throw boxError(frame, box, described('reaches further than one frame size over the edges of'));
  if (!(score >= 0 && score <= 1)) throw boxError(frame, box, `score must be from 0 to 1, not ${score}.`);
  return { box: corners, score };
}

function isOutside([x1, y1, x2, y2]: Box, { width, height }: Size): boolean {
  return x2 <= 0 || y2 <= 0 || x1 >= width || y1 >= height;
}

/** Far corners are mistakes, such as other units, and would end as poses that are no numbers. */
function reachesTooFar([x1, y1, x2, y2]: Box, { width, height }: Size): boolean {
  return x1 < -width || y1 < -height || x2 > 2 * width || y2 > 2 * height;
}

function typeName(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}
