/** Refusing a video before a job is paid for: by the size of its file, and by what its header says. */
import { PosefleetError } from '../../core/errors.ts';
import {
  requireVideoBytes,
  requireVideoSeconds,
  requireVideoSide,
  type VideoLimits,
  videoLimitsFromEnvironment,
} from '../../core/limits.ts';
import type { TaskRecord } from '../../core/task.ts';
import type { VideoFacts } from './examine-video.ts';
import { Examiner } from './examiner.ts';

const examiner = new Examiner();

/**
 * What is wrong with a task's video; undefined when nothing is, or nobody can tell by its header: its worker measures it
 * again. A video that a worker has had before is not looked at.
 */
export async function refusalOf({
  attempt,
  deaths,
  video,
  options,
}: Pick<TaskRecord, 'attempt' | 'deaths' | 'video' | 'options'>): Promise<PosefleetError | undefined> {
  if (attempt + deaths > 0) return undefined;
  const limits = videoLimitsFromEnvironment();
  const facts = await examiner.examine({ place: video, longSeconds: limits.seconds });
  return facts === undefined ? undefined : refusal(facts, options, limits);
}

function refusal(
  { bytes, width, height, seconds }: VideoFacts,
  options: TaskRecord['options'],
  limits: VideoLimits,
): PosefleetError | undefined {
  try {
    requireVideoBytes(bytes, limits);
    if (width !== undefined && height !== undefined) requireVideoSide({ width, height }, limits);
    if (seconds !== undefined) requireVideoSeconds(seconds, options, limits);
    return undefined;
  } catch (error) {
    if (error instanceof PosefleetError) return error;
    throw error;
  }
}
