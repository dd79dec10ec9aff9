/** Checks of a single box, and of what belongs to it. */
import type { Size } from '../frames/regions.ts';
import type { Box, BoxHint } from '../instance.ts';
import { type BoxPlace, boxError, shown } from './box-error.ts';

/** Above it new people get their ids, which must stay exact as numbers of JSON. */
const MOST_ID = 1e15;

/** @returns the numbers, when there are `least` to `most` of them. @throws PosefleetError `bboxes_invalid`. */
export function numbersOf(value: unknown, least: number, most: number, place: BoxPlace): number[] {
  if (!Array.isArray(value)) throw boxError(place, `must be a list of numbers, not ${shown(value)}.`);
  if (value.length < least || value.length > most) {
    const wanted = least === most ? `${least}` : `${least} or ${most}`;
    throw boxError(place, `must have ${wanted} numbers, not ${value.length}.`);
  }
  return value.map((number, index) => numberOf(number, `value ${index}`, place));
}

/** @returns the number. @param name what it is, for messages. @throws PosefleetError `bboxes_invalid`. */
export function numberOf(value: unknown, name: string, place: BoxPlace): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw boxError(place, `${name} must be a number, not ${shown(value)}.`);
}

/** The id of a person. @throws PosefleetError `bboxes_invalid` unless it is a whole number from 0. */
export function idOf(value: unknown, name: string, place: BoxPlace): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MOST_ID) return value;
  throw boxError(place, `${name} must be a whole number, 0 to ${MOST_ID}, not ${shown(value)}.`);
}

/** Corners of a box that is given by its left and top edge and its size. @throws PosefleetError `bboxes_invalid`. */
export function cornersOf([x = 0, y = 0, width = 0, height = 0]: readonly number[], place: BoxPlace): Box {
  if (width <= 0) throw boxError(place, `its width must be greater than 0, not ${width}.`);
  if (height <= 0) throw boxError(place, `its height must be greater than 0, not ${height}.`);
  return [x, y, x + width, y + height];
}

/**
 * A box as a place to look for a person. It may reach over the picture's edges, as detectors' boxes do, but on
 * each side by no more than the picture's own width or height.
 *
 * @param score 0 to 1; 1 where the file has none.
 * @throws PosefleetError `bboxes_invalid` when it is empty, lies wholly outside the picture or reaches too far
 * over its edges, or when its score is not 0 to 1.
 */
export function checkedBox(corners: Box, score: unknown, picture: Size, place: BoxPlace): BoxHint {
  const [x1, y1, x2, y2] = corners;
  if (x2 <= x1) throw boxError(place, `x2 (${x2}) must be greater than x1 (${x1}).`);
  if (y2 <= y1) throw boxError(place, `y2 (${y2}) must be greater than y1 (${y1}).`);
  const described = (what: string) =>
    `[${corners.join(', ')}] ${what} the frame of ${picture.width}×${picture.height} pixels.`;
  if (isOutside(corners, picture)) throw boxError(place, described('lies outside'));
  if (reachesTooFar(corners, picture))
    throw boxError(place, described('reaches further than one frame size over the edges of'));
  return { box: corners, score: scoreOf(score, place) };
}

function scoreOf(value: unknown, place: BoxPlace): number {
  if (typeof value === 'number' && value >= 0 && value <= 1) return value;
  throw boxError(place, `score must be a number from 0 to 1, not ${shown(value)}.`);
}

function isOutside([x1, y1, x2, y2]: Box, { width, height }: Size): boolean {
  return x2 <= 0 || y2 <= 0 || x1 >= width || y1 >= height;
}

/** Far corners are mistakes, such as other units, and would end as poses that are no numbers. */
function reachesTooFar([x1, y1, x2, y2]: Box, { width, height }: Size): boolean {
  return x1 < -width || y1 < -height || x2 > 2 * width || y2 > 2 * height;
}
