/** How a boxes file is refused. */
import { PosefleetError } from '../../core/errors.ts';

/** An error about the file as a whole. */
export function boxesError(message: string): PosefleetError {
  return new PosefleetError('bboxes_invalid', message);
}

/** An error about one box. @param frame index of the frame, from 0. @param box index within the frame or list. */
export function boxError(frame: number | string, box: number, message: string): PosefleetError {
  return boxesError(`Frame ${frame}, box ${box}: ${message}`);
}
