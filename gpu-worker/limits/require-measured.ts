/** The limits once more, of the video itself: headers are not to be trusted, and many cannot be read from afar. */
import { requireVideoSeconds, requireVideoSide, videoLimitsFromEnvironment } from '../../core/limits.ts';
import type { TaskOptions } from '../../core/task-options.ts';
import type { FrameTable } from '../../media/frame-table.ts';
import type { VideoProbe } from '../../media/probe.ts';

/** @throws PosefleetError `too_large` or `too_long`, with the numbers. */
export function requireMeasured(probe: VideoProbe, table: FrameTable, options: TaskOptions): void {
  const limits = videoLimitsFromEnvironment();
  requireVideoSide(probe, limits);
  requireVideoSeconds(secondsOf(probe, table), options, limits);
}

/** By the frames that are there; by the header where they have no times. */
function secondsOf({ duration, timeBase, origin }: VideoProbe, { pts, complete }: FrameTable): number {
  const last = pts.at(-1);
  if (last === undefined || !complete) return duration ?? 0;
  return (last * timeBase.num) / timeBase.den - origin;
}
