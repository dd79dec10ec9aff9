/** Where decoding should begin for a range that begins in the middle. */
import type { DecodeStart } from './frame-decoder.ts';
import type { FrameSelection } from './frame-selection.ts';
import type { FrameTable } from './frame-table.ts';
import type { VideoProbe } from './probe.ts';

/**
 * The last keyframe before a range; undefined when decoding should begin at the start: there is no later
 * keyframe, or the container does not tell the times that a frame's index could be found by.
 */
export function decodeStart(
  table: FrameTable,
  probe: VideoProbe,
  { start }: FrameSelection,
): DecodeStart | undefined {
  if (!table.complete || start === 0) return undefined;
  const tick = probe.timeBase.num / probe.timeBase.den;
  const keyframe = table.keyframes.findLast(
    (index) => (table.pts[index] as number) * tick <= start + probe.origin,
  );
  return keyframe === undefined || keyframe === 0 ? undefined : { table, keyframe };
}
