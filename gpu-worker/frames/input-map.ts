/** Where the pixels of a model's input lie in the picture. */
import type { Box } from '../instance.ts';
import type { Size } from './regions.ts';

/** Along one axis, the middle of the input's pixel `i` lies at `start + i * step`. */
export interface AxisMap {
  /** In pixels of the picture; 0 is the middle of its first pixel. */
  start: number;
  /** Pixels of the picture to one of the input. */
  step: number;
}

/** Both axes. */
export interface InputMap {
  x: AxisMap;
  y: AxisMap;
}

/** How a person's box is brought to the input; see the catalogue's contract. */
export interface BoxFit {
  /** By how much the box is enlarged, once it has the input's proportions. */
  scale: number;
  /** Whether its corners fall on the middles of the input's corner pixels. */
  udp: boolean;
}

/** A coordinate of the input in the picture. */
export function toPicture({ start, step }: AxisMap, value: number): number {
  return start + value * step;
}

/**
 * The whole picture in the upper left of the input. It is resized to whole pixels, edge upon edge, as OpenCV and MMCV
 * do it, so that the axes' steps may differ by a little.
 */
export function letterboxMap(picture: Size, input: Size): InputMap {
  const ratio = Math.min(input.width / picture.width, input.height / picture.height);
  const axis = (length: number) => {
    const step = length / Math.max(1, Math.round(length * ratio));
    return { start: step / 2 - 0.5, step };
  };
  return { x: axis(picture.width), y: axis(picture.height) };
}

/** The surroundings of a person's box, as MMPose's `TopdownAffine` cuts them out, without and with `use_udp`. */
export function boxMap([x1, y1, x2, y2]: Box, { scale, udp }: BoxFit, input: Size): InputMap {
  const proportion = input.width / input.height;
  const width = Math.max(x2 - x1, (y2 - y1) * proportion) * scale;
  const axis = (middle: number, extent: number, pixels: number) => ({
    start: middle - extent / 2,
    step: extent / (udp ? pixels - 1 : pixels),
  });
  return {
    x: axis((x1 + x2) / 2, width, input.width),
    y: axis((y1 + y2) / 2, width / proportion, input.height),
  };
}
