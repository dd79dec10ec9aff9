/** Which rectangle of a picture a model looks at. */
import type { Box } from '../instance.ts';

/** A size in pixels. */
export interface Size {
  width: number;
  height: number;
}

/** A rectangle of the picture in pixels; it may reach beyond the picture, where it is black. */
export interface Region {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The whole picture in the upper left of a rectangle of the input's shape; what is beyond it is padding. */
export function letterboxRegion(picture: Size, input: Size): Region {
  const scale = Math.max(picture.width / input.width, picture.height / input.height);
  return { x: 0, y: 0, width: input.width * scale, height: input.height * scale };
}

/** How large an input in the picture's proportions is. */
export interface ProportionalSize {
  /** The longer side, in pixels. */
  longSide: number;
  /** Both sides are multiples of this. */
  step: number;
}

/** The input size for a picture: the long side as given, the short side in proportion, both rounded up. */
export function proportionalInput(picture: Size, { longSide, step }: ProportionalSize): Size {
  const scale = longSide / Math.max(picture.width, picture.height);
  const side = (length: number) => Math.max(1, Math.ceil(Math.round(length * scale) / step)) * step;
  return { width: side(picture.width), height: side(picture.height) };
}

/** A square around a box's middle whose side is the box's longer one, padded. */
export function squareRegion([x1, y1, x2, y2]: Box, padding: number): Region {
  const side = Math.max(x2 - x1, y2 - y1) * padding;
  return { x: (x1 + x2 - side) / 2, y: (y1 + y2 - side) / 2, width: side, height: side };
}
