/** The seed's layout: `[[[x1, y1, x2, y2(, score)], …], [], …]`, one list a frame, in pixels. */
import type { Size } from '../frames/regions.ts';
import type { BoxHint } from '../instance.ts';
import { boxesError } from './box-error.ts';
import { checkBoxCount, checkedBox, numbersOf } from './check-box.ts';

/** Whether parsed JSON has this layout. */
export function isPerFrameList(value: readonly unknown[]): boolean {
  return value.every(Array.isArray);
}

/** Reads the layout. @throws PosefleetError `bboxes_invalid` naming frame and box. */
export function readPerFrameList(frames: readonly unknown[], picture: Size): BoxHint[][] {
  return (frames as readonly unknown[][]).map((boxes, frame) => {
    checkBoxCount(boxes.length, frame);
    return boxes.map((value, box) => {
      const [x1 = 0, y1 = 0, x2 = 0, y2 = 0, score = 1] = numbersOf(value, 4, 5, { frame, box });
      return checkedBox([x1, y1, x2, y2], score, picture, { frame, box });
    });
  });
}

/** @throws PosefleetError `bboxes_invalid` when there is not one list for each frame of the video. */
export function checkLength(lists: number, frames: number): void {
  if (lists === frames) return;
  throw boxesError(
    `The boxes file has lists for ${lists} frames, the video has ${frames}. Give one list a frame, empty where nobody is.`,
  );
}
