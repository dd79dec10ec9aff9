/** How many frames a task will have, by the frame table. */
import { type FrameSelection, isSelected } from '../../media/frame-selection.ts';
import type { FrameTable } from '../../media/frame-table.ts';
import type { VideoProbe } from '../../media/probe.ts';

/** Number of frames of the table that a selection takes. */
export function countSelected({ pts }: FrameTable, probe: VideoProbe, selection: FrameSelection): number {
  const tick = probe.timeBase.num / probe.timeBase.den;
  let count = 0;
  pts.forEach((ticks, index) => {
    if (isSelected(selection, probe.origin, { index, time: ticks * tick })) count += 1;
  });
  return count;
}
