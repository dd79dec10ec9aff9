/** How many frames a task will have, by the frame table. */
import { type FrameSelection, isRange, isSelected } from '../../media/frame-selection.ts';
import type { FrameTable } from '../../media/frame-table.ts';
import type { VideoProbe } from '../../media/probe.ts';

/** Number of frames that a selection takes; null for a range of a video whose container tells no times. */
export function countSelected(
  { pts, frames, complete }: FrameTable,
  probe: VideoProbe,
  selection: FrameSelection,
): number | null {
  if (!isRange(selection)) return Math.ceil(frames / selection.stride);
  if (!complete) return null;
  const tick = probe.timeBase.num / probe.timeBase.den;
  let count = 0;
  pts.forEach((ticks, index) => {
    if (isSelected(selection, probe.origin, { index, time: ticks * tick })) count += 1;
  });
  return count;
}
