/** Checks of a single box. */
import type { Size } from '../frames/regions.ts';
import type { Box, BoxHint } from '../instance.ts';
import { boxError } from './box-error.ts';

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

/**
 * A box as a place to look for a person. It may reach over the picture's edge, as detectors' boxes do.
 *
 * @throws PosefleetError `bboxes_invalid` when it is empty or lies wholly outside the picture.
 */
export function checkedBox(corners: Box, score: number, picture: Size, { frame, box }: BoxPlace): BoxHint {
  const [x1, y1, x2, y2] = corners;
  if (x2 <= x1) throw boxError(frame, box, `x2 (${x2}) must be greater than x1 (${x1}).`);
  if (y2 <= y1) throw boxError(frame, box, `y2 (${y2}) must be greater than y1 (${y1}).`);
  if (x2 <= 0 || y2 <= 0 || x1 >= picture.width || y1 >= picture.height) {
    const size = `${picture.width}×${picture.height}`;
    throw boxError(frame, box, `[${corners.join(', ')}] lies outside the frame of ${size} pixels.`);
  }
  return { box: corners, score };
}

function typeName(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}
