/** What a caller should know about a video that was processed, but not flawlessly. */
import type { TaskWarning } from '../../core/task.ts';
import { type FrameSelection, isRange } from '../../media/frame-selection.ts';
import { isExact } from '../../media/frames-and-packets.ts';
import type { ProcessedVideo } from '../pipeline/video-job.ts';
import { countSelected } from './frame-count.ts';
import type { Source } from './open-source.ts';

/** Warnings that follow from how decoding went. */
export function decodeWarnings(
  { frames, decode }: ProcessedVideo,
  { probe, table }: Source,
  selection: FrameSelection,
): TaskWarning[] {
  const { complaintCount, complaints, end } = decode;
  // A torn file's packets may be gone as well; then only its header tells how many there were.
  const promised =
    complaintCount > 0 && !isRange(selection) ? Math.ceil((probe.frames ?? 0) / selection.stride) : 0;
  const counted = isExact(table, probe) ? (countSelected(table, probe, selection) ?? 0) : 0;
  const expected = Math.max(counted, promised);
  const missing = expected > frames;
  if (!missing && complaintCount === 0 && end.ok) return [];
  const count = missing
    ? `${frames} of ${expected} frames could be decoded`
    : `${frames} frames were decoded`;
  const reason = complaints[0] ?? end.message;
  const said = reason === '' ? '' : ` ffmpeg says: ${reason}`;
  return [{ code: 'video_damaged', message: `The video is damaged or incomplete: ${count}.${said}` }];
}

/** The warning that a video's sound could not be kept. */
export function soundWarning(error: Error): TaskWarning {
  return { code: 'sound_lost', message: `The sound could not be read and was left out: ${error.message}` };
}
