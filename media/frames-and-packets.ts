/** Whether a video's packets are its frames, so that what the frame table counts is what a decoder gives. */
import type { FrameTable } from './frame-table.ts';
import type { VideoProbe } from './video-probe.ts';

/** VP8's alternate reference frames are packets of their own that are not shown (RFC 6386, section 9.7). */
const HIDES_PACKETS: readonly string[] = ['vp8'];
/** At most every other packet of those is one that is not shown. */
const HIDDEN_AT_MOST = 0.5;

/**
 * Whether an index in the table is the index of the frame. Not where packets have no times, where some may not be shown,
 * and where the file begins between keyframes, or with pictures that refer to what is not there: decoders drop some of
 * those, and which depends on the codec.
 */
export function isExact({ complete, keyframes }: FrameTable, { codec }: VideoProbe): boolean {
  return complete && (keyframes[0] ?? 0) === 0 && !HIDES_PACKETS.includes(codec);
}

/** The fewest frames that a whole, undamaged video may have. */
export function fewestFrames({ frames, keyframes }: FrameTable, { codec }: VideoProbe): number {
  const hidden = HIDES_PACKETS.includes(codec) ? Math.floor(frames * HIDDEN_AT_MOST) : 0;
  return frames - Math.max(hidden, keyframes[0] ?? 0);
}
