/** Refusing a video before a job is paid for: by the size of its file, and by what its header says. */
import { PosefleetError } from '../../core/errors.ts';
import {
  requireVideoBytes,
  requireVideoSeconds,
  requireVideoSide,
  type VideoLimits,
  videoLimitsFromEnvironment,
} from '../../core/limits.ts';
import { log } from '../../core/log.ts';
import type { Store } from '../../core/store/store.ts';
import { transition } from '../../core/store/transition.ts';
import type { TaskRecord } from '../../core/task.ts';
import { taskError } from '../task-error.ts';
import type { VideoFacts } from './examine-video.ts';
import { Examiner } from './examiner.ts';

const examiner = new Examiner();

/** What was seen of a video. */
export interface Look {
  /** Absent where the header could not be read, or need not be. */
  facts?: VideoFacts;
  /** What is wrong with it; absent when nothing is, or nobody can tell by its header: its worker measures it again. */
  refusal?: PosefleetError;
}

/** Looks at the header of a task's video. One that a worker has had before is not looked at. */
export async function headerOf({
  attempt,
  deaths,
  video,
  options,
}: Pick<TaskRecord, 'attempt' | 'deaths' | 'video' | 'options'>): Promise<Look> {
  if (attempt + deaths > 0) return {};
  const limits = videoLimitsFromEnvironment();
  const facts = await examiner.examine({ place: video, longSeconds: limits.seconds });
  if (facts === undefined) return {};
  const refusal = refusalOf(facts, options, limits);
  return refusal === undefined ? { facts } : { facts, refusal };
}

/** Fails a task that waits, unless it has changed meanwhile. */
export async function refuse(
  store: Store,
  { task_id, run }: TaskRecord,
  { code, message }: PosefleetError,
): Promise<void> {
  const failed = await transition(
    store,
    task_id,
    { type: 'abandoned', run },
    { error: taskError(code, message) },
  );
  log.info('A video was refused.', { task_id, code, reason: message, status: failed?.status ?? 'changed' });
}

function refusalOf(
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
