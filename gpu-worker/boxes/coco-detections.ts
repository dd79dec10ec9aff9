/** COCO detections: `[{image_id, category_id, bbox: [x, y, width, height], score}, …]`; image_id is the frame. */
import type { Size } from '../frames/regions.ts';
import type { BoxHint } from '../instance.ts';
import { boxError } from './box-error.ts';
import { checkBoxCount, checkedBox, numbersOf } from './check-box.ts';

/** COCO's category of people. */
const PERSON = 1;

interface Detection {
  image_id?: unknown;
  category_id?: unknown;
  bbox?: unknown;
  score?: unknown;
}

/** Whether parsed JSON has this layout. */
export function isCocoDetections(value: readonly unknown[]): value is readonly Detection[] {
  return value.every(
    (entry) => typeof entry === 'object' && entry !== null && 'image_id' in entry && 'bbox' in entry,
  );
}

/**
 * Reads the layout: boxes by frame. Detections of other categories than people are left out.
 *
 * @param frames number of frames of the video. @throws PosefleetError `bboxes_invalid` naming frame and box.
 */
export function readCocoDetections(
  detections: readonly Detection[],
  picture: Size,
  frames: number,
): Map<number, BoxHint[]> {
  const byFrame = new Map<number, BoxHint[]>();
  detections.forEach((detection, box) => {
    const frame = frameOf(detection.image_id, box, frames);
    if ((detection.category_id ?? PERSON) !== PERSON) return;
    const hint = hintOf(detection, picture, frame, box);
    const hints = byFrame.get(frame);
    if (hints === undefined) byFrame.set(frame, [hint]);
    else checkBoxCount(hints.push(hint), frame);
  });
  return byFrame;
}

function hintOf({ bbox, score = 1 }: Detection, picture: Size, frame: number, box: number): BoxHint {
  const [x = 0, y = 0, width = 0, height = 0] = numbersOf(bbox, 4, 4, { frame, box });
  if (typeof score !== 'number' || !Number.isFinite(score))
    throw boxError(frame, box, 'score must be a number.');
  return checkedBox([x, y, x + width, y + height], score, picture, { frame, box });
}

function frameOf(id: unknown, box: number, frames: number): number {
  if (typeof id === 'number' && Number.isInteger(id) && id >= 0 && id < frames) return id;
  throw boxError(String(id), box, `image_id must be the index of a frame, 0 to ${frames - 1}.`);
}
