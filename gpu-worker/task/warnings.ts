/** What a caller should know about a video that was processed, but not flawlessly. */
import type { TaskWarning } from '../../core/task.ts';
import type { DecodeReport } from '../../media/frame-decoder.ts';
import type { FrameTable } from '../../media/frame-table.ts';
import type { VideoProbe } from '../../media/probe.ts';

/** Warnings that follow from how decoding went. */
export function decodeWarnings(
  { decoded, complaints, complaintCount, end }: DecodeReport,
  { frames }: VideoProbe,
  { pts }: FrameTable,
): TaskWarning[] {
  const expected = Math.max(pts.length, complaintCount > 0 ? (frames ?? 0) : 0);
  const missing = expected > decoded;
  if (!missing && complaintCount === 0 && end.ok) return [];
  const count = missing
    ? `${decoded} of ${expected} frames could be decoded`
    : `${decoded} frames were decoded`;
  const reason = complaints[0] ?? end.message;
  const said = reason === '' ? '' : ` ffmpeg says: ${reason}`;
  return [{ code: 'video_damaged', message: `The video is damaged or incomplete: ${count}.${said}` }];
}

/** The warning that a video's sound could not be kept. */
export function soundWarning(error: Error): TaskWarning {
  return { code: 'sound_lost', message: `The sound could not be read and was left out: ${error.message}` };
}
