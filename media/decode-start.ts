/** Where decoding should begin when what is wanted begins in the middle. */
import type { DecodeStart } from './frame-decoder.ts';
import type { FrameMark, Indexing } from './frame-mark.ts';
import type { FrameSelection } from './frame-selection.ts';
import type { FrameTable } from './frame-table.ts';
import { isExact } from './frames-and-packets.ts';
import type { VideoProbe } from './probe.ts';

/**
 * A keyframe before a range; undefined when decoding should begin at the start: there is no later keyframe, or the
 * frame table does not tell which frame it is.
 */
export function decodeStart(
  table: FrameTable,
  probe: VideoProbe,
  { start }: FrameSelection,
): DecodeStart | undefined {
  if (start === 0 || !isExact(table, probe)) return undefined;
  const tick = probe.timeBase.num / probe.timeBase.den;
  const keyframe = keyframeBefore(table, (start + probe.origin) / tick);
  return keyframe === 0 ? undefined : { table, keyframe, indexing: 'table' };
}

/**
 * Where to take up decoding after a frame; undefined when only the start will do, since the container's clock falls
 * back and a time may mean several places.
 *
 * @param indexing as it was when the frame was decoded.
 */
export function resumeStart(
  table: FrameTable,
  after: FrameMark,
  indexing: Indexing,
): DecodeStart | undefined {
  if (!table.steady) return undefined;
  return { table, keyframe: keyframeBefore(table, after.pts), indexing, after };
}

/**
 * Index of the last keyframe but one before a time in ticks; 0 where there is none. The last one will not do: a picture
 * that is refreshed bit by bit is whole only some time after what counts as its keyframe.
 */
function keyframeBefore({ pts, keyframes }: FrameTable, ticks: number): number {
  const last = keyframes.findLastIndex((index) => (pts[index] as number) <= ticks);
  return keyframes[last - 1] ?? 0;
}
