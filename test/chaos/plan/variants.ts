/** Kinds of tasks: a video and options, of which a calm run tells how each has to end. */
import type { TaskOptions } from '../../../core/task-options.ts';
import type { VideoName } from './videos.ts';

/** A kind of task. */
export interface Variant {
  name: string;
  video: VideoName;
  options: TaskOptions;
  /** How frequent it is among its group. */
  weight: number;
}

/** Whether its video has at least four chunks. */
export type Length = 'long' | 'short';

/** Share of the long ones. */
export const LONG_SHARE = 0.36;

const RANGE = { start_seconds: 0.35, end_seconds: 5.2 };

/** A kind of which a part cannot be decoded. */
export const CUT_OFF: Variant = { name: 'cut off', video: 'cut-off.ts', options: {}, weight: 2 };

/** By length, those that any worker can do, well or not. */
export const VARIANTS: Record<Length, readonly Variant[]> = {
  long: [
    { name: 'long, drawn, sound', video: 'long-sound.mp4', options: {}, weight: 3 },
    { name: 'long', video: 'long.mkv', options: { visualization: false }, weight: 3 },
    { name: 'long, drawn, range, sound', video: 'long-sound.mp4', options: RANGE, weight: 2 },
    {
      name: 'long, smooth, every third',
      video: 'long.mkv',
      options: { visualization: false, smoothing: 'one_euro', frame_stride: 3 },
      weight: 1,
    },
  ],
  short: [
    { name: 'short, drawn, sound', video: 'short-sound.mp4', options: {}, weight: 4 },
    { name: 'short', video: 'short.mp4', options: { visualization: false }, weight: 4 },
    {
      name: 'short, drawn, range, sound',
      video: 'short-sound.mp4',
      options: { start_seconds: 0.5 },
      weight: 2,
    },
    CUT_OFF,
    { name: 'torn', video: 'torn.mp4', options: {}, weight: 1 },
    { name: 'too long', video: 'too-long.mp4', options: {}, weight: 1 },
  ],
};

/** A kind that needs more memory than a limited worker has; without limit it would be done. */
export const MEMORY_EATER: Variant = {
  name: 'out of memory',
  video: 'huge.mp4',
  options: {},
  weight: 1,
};
