/** Workers that end as a test wants it, each attempt in its own way, in the place of real ones. */
import { basename } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { s3FromEnvironment } from '../../core/aws-clients.ts';
import { ENV } from '../../core/environment.ts';
import { s3Address } from '../../core/places.ts';
import { readTask } from '../../core/store/read-task.ts';
import { type Store, storeFromEnvironment } from '../../core/store/store.ts';
import { transition } from '../../core/store/transition.ts';
import type { TaskRecord } from '../../core/task.ts';
import type { Worker, WorkerEnd, WorkerRuntime } from '../../local/batch/worker-runtime.ts';
import { BUCKETS } from './harness.ts';

/**
 * How an attempt ends: the worker completes its task, or it runs until it is told to end, or it is gone as Batch would
 * tell, its files left behind. One that could not be started (`error`), or died early (`unclaimed`), has not claimed its
 * task.
 */
export type Attempt = 'completes' | 'hangs' | (WorkerEnd & { unclaimed?: true });

/** The workers, and what they were started for. */
export interface ScriptedWorkers {
  runtime: WorkerRuntime;
  /** The attempts of the task of a video, by its file name; the last stands for all that follow. */
  scripts: Map<string, readonly Attempt[]>;
  /** Jobs of the attempts of a video's task, in their order. */
  jobsOf(video: string): string[];
}

/** Makes them; a video without a script is completed. */
export function scriptedWorkers(): ScriptedWorkers {
  const scripts = new Map<string, readonly Attempt[]>();
  const started: { video: string; job: string }[] = [];
  const jobsOf = (video: string) => started.filter((one) => one.video === video).map(({ job }) => job);
  const work = async (job: string, taskId: string, told: Promise<void>): Promise<WorkerEnd> => {
    const store = storeFromEnvironment();
    const record = await readTask(store, taskId);
    if (record === undefined) return { exitCode: 0 };
    const video = basename(record.video_path);
    const script = scripts.get(video) ?? ['completes'];
    const attempt = script[Math.min(jobsOf(video).length, script.length - 1)] ?? 'completes';
    return await act(store, record, job, attempt, { told, onStart: () => started.push({ video, job }) });
  };
  const start: WorkerRuntime['start'] = ({ job, environment }): Worker => {
    const told = Promise.withResolvers<void>();
    const [taskId = ''] = JSON.parse(environment[ENV.taskIds] ?? '[]') as string[];
    const end = () => told.resolve();
    return { identity: {}, ended: work(job, taskId, told.promise), terminate: end, kill: end };
  };
  return { runtime: { image: 'none', start, async endLeftover() {} }, scripts, jobsOf };
}

async function act(
  store: Store,
  { task_id, run }: TaskRecord,
  job: string,
  attempt: Attempt,
  { told, onStart }: { told: Promise<void>; onStart: () => void },
): Promise<WorkerEnd> {
  if (typeof attempt === 'object' && (attempt.error !== undefined || attempt.unclaimed)) {
    onStart();
    return attempt;
  }
  const claimed = await transition(store, task_id, { type: 'claimed', run, job });
  // Of two jobs for the same task one is of no use, and does not count.
  if (claimed === undefined) return { exitCode: 0 };
  onStart();
  await leaveFiles(claimed);
  if (attempt === 'hangs') await told;
  if (attempt !== 'completes') return typeof attempt === 'object' ? attempt : { exitCode: 137 };
  const event = { type: 'finished', run, attempt: claimed.attempt, job, status: 'completed' } as const;
  await transition(store, task_id, event, { result: resultOf(claimed) });
  return { exitCode: 0 };
}

/** A result of this attempt, and a chunk that all attempts share. */
async function leaveFiles({ task_id, run, attempt }: TaskRecord): Promise<void> {
  const s3 = s3FromEnvironment();
  for (const name of [`${run}-${attempt}/run.json`, 'chunks/key/0.mp4']) {
    const Key = `results/${task_id}/${name}`;
    await s3.send(new PutObjectCommand({ Bucket: BUCKETS.results, Key, Body: '{}' }));
  }
  s3.destroy();
}

function resultOf({ task_id, run, attempt }: TaskRecord) {
  const folder = `results/${task_id}/${run}-${attempt}`;
  const at = (name: string) => s3Address({ bucket: BUCKETS.results, key: `${folder}/${name}` });
  return {
    visualization_dir: null,
    predictions_dir: at('predictions/'),
    predictions_file: at('predictions/a.json'),
    visualization_file: null,
    run_file: at('run.json'),
  };
}
