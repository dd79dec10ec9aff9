/** The frames that a task's options select. */
import { OPTION_DEFAULTS, type TaskOptions } from '../../core/task-options.ts';
import type { FrameSelection } from '../../media/frame-selection.ts';

/** Options as a selection of frames. */
export function selectionOf(options: TaskOptions): FrameSelection {
  return {
    stride: options.frame_stride ?? OPTION_DEFAULTS.frame_stride,
    start: options.start_seconds ?? OPTION_DEFAULTS.start_seconds,
    end: options.end_seconds ?? Number.POSITIVE_INFINITY,
  };
}
