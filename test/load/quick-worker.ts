/**
 * Workers that end their tasks at once, within the service's own process: what is measured under load is the API, and
 * not how many videos two cores can work on. Claims and ends are written as a real worker writes them.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { ENV } from '../../core/environment.ts';
import { s3Address } from '../../core/places.ts';
import { type Store, storeFromEnvironment } from '../../core/store/store.ts';
import { transition } from '../../core/store/transition.ts';
import type { TaskResult } from '../../core/task.ts';
import type { Worker, WorkerEnd, WorkerRuntime } from '../../local/batch/worker-runtime.ts';
import { LOCAL_NAMES } from '../../local/local-environment.ts';

/** Milliseconds of pretended work, so that callers meet tasks that wait, that are in work, and that have ended. */
const WORK_MS = 50;

/** Runs each job in this process. */
export function quickWorkers(): WorkerRuntime {
  let store: Store | undefined;
  return {
    image: 'none',
    start: ({ job, environment }): Worker => {
      store ??= storeFromEnvironment();
      const ended = workOn(store, job, JSON.parse(environment[ENV.taskIds] ?? '[]'));
      return { identity: {}, ended, terminate() {}, kill() {} };
    },
    async endLeftover() {},
  };
}

async function workOn(store: Store, job: string, taskIds: readonly string[]): Promise<WorkerEnd> {
  try {
    for (const taskId of taskIds) await endTask(store, job, taskId);
    return { exitCode: 0 };
  } catch (error) {
    console.error(error);
    return { exitCode: 1 };
  }
}

async function endTask(store: Store, job: string, taskId: string): Promise<void> {
  // The run is the one that the job was made for; of an earlier one it would be refused.
  for (const run of [1, 2]) {
    const record = await transition(store, taskId, { type: 'claimed', run, job });
    if (record === undefined) continue;
    await sleep(WORK_MS);
    const event = { type: 'finished', run, attempt: record.attempt, job, status: 'completed' } as const;
    await transition(store, taskId, event, { result: resultOf(taskId, `${run}-${record.attempt}`) });
  }
}

function resultOf(taskId: string, attempt: string): TaskResult {
  const at = (name: string) =>
    s3Address({ bucket: LOCAL_NAMES.resultsBucket, key: `results/${taskId}/${attempt}/${name}` });
  return {
    visualization_dir: at('visualizations/'),
    predictions_dir: at('predictions/'),
    predictions_file: at('predictions/a.json'),
    visualization_file: at('visualizations/a.mp4'),
    run_file: at('run.json'),
  };
}
