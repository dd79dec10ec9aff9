/** What the service accepts at most. The API, the dispatcher and the worker each refuse what they can tell first. */
import { ENV, envNumberOr } from './environment.ts';
import { PosefleetError } from './errors.ts';
import { OPTION_DEFAULTS, type TaskOptions } from './task-options.ts';

const GIB = 2 ** 30;

/** Limits that hold where nothing else is configured. */
export const LIMIT_DEFAULTS = {
  /** Largest video, in bytes. */
  videoBytes: 20 * GIB,
  /** Longest video, in seconds: 4 hours. */
  videoSeconds: 14_400,
  /** Widest and highest picture, in pixels. More than this the media room refuses in any case. */
  videoSide: 8192,
  /** Unfinished tasks of one caller. */
  tasksInFlight: 10_000,
  /** Disk that a worker's task must leave free, in bytes. */
  freeDiskBytes: GIB,
} as const;

/** Largest boxes file, in bytes. */
export const MOST_BOXES_BYTES = 64 * 2 ** 20;

/** Limits of a video. */
export interface VideoLimits {
  bytes: number;
  seconds: number;
  side: number;
}

/** The limits that this environment sets. @throws Error that names a variable that is no number above zero. */
export function videoLimitsFromEnvironment(): VideoLimits {
  return {
    bytes: envNumberOr(ENV.maxUploadBytes, LIMIT_DEFAULTS.videoBytes),
    seconds: envNumberOr(ENV.maxVideoSeconds, LIMIT_DEFAULTS.videoSeconds),
    side: envNumberOr(ENV.maxVideoSide, LIMIT_DEFAULTS.videoSide),
  };
}

/** @throws PosefleetError `too_large` with both numbers. */
export function requireVideoBytes(bytes: number, { bytes: most }: Pick<VideoLimits, 'bytes'>): void {
  if (bytes <= most) return;
  throw new PosefleetError(
    'too_large',
    `The video has ${bytes} bytes; at most ${most} are accepted. Compress it, or cut it.`,
  );
}

/** @param width after rotation, as all sizes. @throws PosefleetError `too_large` with both sizes. */
export function requireVideoSide(
  { width, height }: { width: number; height: number },
  { side }: Pick<VideoLimits, 'side'>,
): void {
  if (width <= side && height <= side) return;
  throw new PosefleetError(
    'too_large',
    `The video is ${width}×${height} pixels; at most ${side}×${side} are accepted. Scale it down.`,
  );
}

/**
 * Of a long video a short range may be used.
 *
 * @param duration of the whole video, in seconds.
 * @throws PosefleetError `too_long` with both durations.
 */
export function requireVideoSeconds(
  duration: number,
  options: Pick<TaskOptions, 'start_seconds' | 'end_seconds'>,
  { seconds: most }: Pick<VideoLimits, 'seconds'>,
): void {
  const { start_seconds: start = OPTION_DEFAULTS.start_seconds, end_seconds: end = Infinity } = options;
  const used = Math.min(duration, end) - start;
  if (used <= most) return;
  const range = start > 0 || end < duration ? `, ${shown(used)} s of them to be used` : '';
  throw new PosefleetError(
    'too_long',
    `The video lasts ${shown(duration)} s${range}; at most ${shown(most)} s are accepted. Cut it, or name a range with start_seconds and end_seconds.`,
  );
}

/** @throws PosefleetError `bboxes_invalid` with both numbers. */
export function requireBoxesBytes(bytes: number): void {
  if (bytes <= MOST_BOXES_BYTES) return;
  throw new PosefleetError(
    'bboxes_invalid',
    `The boxes file has ${bytes} bytes; at most ${MOST_BOXES_BYTES} are read.`,
  );
}

function shown(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}
