/** The frame rate where the header is wrong about it. */
import type { FrameTable } from './frame-table.ts';
import type { VideoProbe } from './video-probe.ts';

/**
 * By how much a header may be wrong: fields of interlaced video, and frames that are shown twice, make a factor of two.
 */
const FACTOR = 3;
/** Parts of a frame a second to which a rate is told. */
const PARTS = 1000;

/**
 * The probe with the average rate of the frames that are there, where the header tells another one by far. What browsers
 * record (WebM without a rate) counts as 1000 frames a second, which is its clock: chunks would be of minutes, and the
 * drawn video's level too high for most players.
 */
export function withPlausibleRate(probe: VideoProbe, table: FrameTable): VideoProbe {
  const measured = averageRate(probe, table);
  const told = probe.frameRate.num / probe.frameRate.den;
  if (measured === undefined || Math.max(told / measured, measured / told) < FACTOR) return probe;
  return { ...probe, frameRate: { num: Math.max(1, Math.round(measured * PARTS)), den: PARTS } };
}

/** Frames a second; undefined where the times do not tell it. */
function averageRate({ timeBase }: VideoProbe, { pts, complete, steady }: FrameTable): number | undefined {
  const ticks = (pts.at(-1) ?? 0) - (pts[0] ?? 0);
  if (!complete || !steady || ticks <= 0) return undefined;
  return ((pts.length - 1) * timeBase.den) / (ticks * timeBase.num);
}
