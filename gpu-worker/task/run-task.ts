/** One task: claimed, worked on, ended. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import { PosefleetError } from '../../core/errors.ts';
import { log } from '../../core/log.ts';
import { readTask } from '../../core/store/read-task.ts';
import type { Store } from '../../core/store/store.ts';
import { transition } from '../../core/store/transition.ts';
import type { TaskRecord } from '../../core/task.ts';
import { findFfmpegPrograms } from '../../media/ffmpeg.ts';
import { toldAsDiskFull } from '../limits/disk-full.ts';
import { TaskMeasures, type WorkEnd } from '../metrics/task-measures.ts';
import type { Made } from './estimate-and-write.ts';
import { Interrupted, TaskLost } from './interruption.ts';
import type { KeptInference } from './kept-inference.ts';
import { makeResults } from './make-results.ts';
import { ProgressReporter } from './progress-reporter.ts';
import { Stopwatch } from './stopwatch.ts';

/** How a task's work ended: done, refused for its input, taken away, or stopped by this machine's end. */
export type TaskOutcome = 'completed' | 'failed' | 'superseded' | 'interrupted';

/** What the tasks of a job have in common. */
export interface JobContext {
  store: Store;
  s3: S3Client;
  resultsBucket: string;
  /** Batch job id. */
  job: string;
  /** Folder for files in work. */
  scratch: string;
  threads: number;
  /** The model of the task before. */
  inference: KeptInference;
  /** Aborted with `Interrupted` when the machine goes away. */
  signal: AbortSignal;
}

/** Works on a task. @throws Error for whatever nobody foresaw; the job then dies and is looked into. */
export async function runTask(taskId: string, context: JobContext): Promise<TaskOutcome> {
  const record = await claim(taskId, context);
  if (record === undefined) return 'superseded';
  const measures = new TaskMeasures(record);
  let end: WorkEnd = 'died';
  try {
    const outcome = await workOn(record, context, measures);
    end = outcome;
    return outcome;
  } finally {
    await measures.write(end);
  }
}

async function workOn(record: TaskRecord, context: JobContext, measures: TaskMeasures): Promise<TaskOutcome> {
  const abort = new AbortController();
  const onInterrupt = () => abort.abort(context.signal.reason);
  context.signal.addEventListener('abort', onInterrupt, { once: true });
  if (context.signal.aborted) onInterrupt();
  const held = { taskId: record.task_id, run: record.run, attempt: record.attempt, job: context.job };
  const progress = new ProgressReporter(context.store, held, abort);
  try {
    progress.enter('fetch');
    const made = await inScratch(context, (folder) =>
      makeResults(
        {
          ...context,
          record,
          folder,
          progress,
          programs: findFfmpegPrograms(),
          watch: new Stopwatch(),
          measures,
          warnings: [],
          signal: abort.signal,
        },
        context.inference,
      ),
    );
    await progress.close();
    return await complete(record, context, made, progress);
  } catch (error) {
    await progress.close();
    return await endBadly(record, context, abort.signal, toldAsDiskFull(error as Error));
  } finally {
    context.signal.removeEventListener('abort', onInterrupt);
  }
}

async function claim(taskId: string, { store, job }: JobContext): Promise<TaskRecord | undefined> {
  const before = await readTask(store, taskId);
  if (before === undefined) return undefined;
  const record = await transition(store, taskId, { type: 'claimed', run: before.run, job });
  if (record === undefined) log.info('The task is not for this job.', { task_id: taskId });
  return record;
}

async function inScratch<T>({ scratch }: JobContext, work: (folder: string) => Promise<T>): Promise<T> {
  await mkdir(scratch, { recursive: true });
  const folder = await mkdtemp(join(scratch, 'task-'));
  try {
    return await work(folder);
  } finally {
    await removeScratch(folder);
  }
}

/** An ffmpeg that was just killed may still hold a file; what is left then goes with the job, and must not hide how it ended. */
async function removeScratch(folder: string): Promise<void> {
  try {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  } catch (error) {
    log.warn('Files in work could not be removed.', { folder, error: error as Error });
  }
}

async function complete(
  record: TaskRecord,
  { store, job }: JobContext,
  { result, warnings, tidy }: Made,
  progress: ProgressReporter,
): Promise<TaskOutcome> {
  const { task_id, run, attempt } = record;
  const event = { type: 'finished', run, attempt, job, status: 'completed' } as const;
  const done = { ...progress.current('done'), eta_seconds: 0 };
  const fields = { result, warnings, progress: { ...done, frames_total: done.frames_done } };
  const ended = await transition(store, task_id, event, fields);
  if (ended === undefined) return 'superseded';
  // The sweeper comes by later in any case.
  await tidy().catch((error: Error) => log.warn('Chunks could not be removed.', { task_id, error }));
  return 'completed';
}

async function endBadly(
  record: TaskRecord,
  { store, job }: JobContext,
  signal: AbortSignal,
  error: Error,
): Promise<TaskOutcome> {
  const { task_id, run, attempt } = record;
  if (signal.reason instanceof Interrupted) return 'interrupted';
  if (signal.reason instanceof TaskLost) return 'superseded';
  if (!(error instanceof PosefleetError)) throw error;
  const { code, message, retryable } = error;
  log.info('The task failed.', { task_id, code, reason: message });
  const event = { type: 'finished', run, attempt, job, status: 'failed' } as const;
  const ended = await transition(store, task_id, event, { error: { code, message, retryable } });
  return ended === undefined ? 'superseded' : 'failed';
}
