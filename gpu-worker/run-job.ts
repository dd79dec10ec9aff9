/** The tasks of one Batch job, one after the other. */
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { s3FromEnvironment } from '../core/aws-clients.ts';
import { ENV, envNumberOr, envOr, requireEnv } from '../core/environment.ts';
import { EXIT } from '../core/exit-codes.ts';
import { log } from '../core/log.ts';
import { storeFromEnvironment } from '../core/store/store.ts';
import { isTaskId } from '../core/task-id.ts';
import { KeptInference } from './task/kept-inference.ts';
import { type JobContext, runTask, type TaskOutcome } from './task/run-task.ts';

/** Works on the job's tasks until `signal` asks it to stop. @returns the exit code. */
export async function runJob(signal: AbortSignal): Promise<number> {
  const context = jobContext(signal);
  signal.addEventListener('abort', () =>
    log.info('Asked to stop.', { reason: (signal.reason as Error).message }),
  );
  try {
    return await workOn(taskIds(), context);
  } finally {
    // A thread that is ended with the process while a model runs in it would crash.
    await context.inference.close();
  }
}

/** One after the other. One that fails ends none of the others; an error that nobody foresaw does, and the worker. */
async function workOn(taskIds: readonly string[], context: JobContext): Promise<number> {
  const outcomes: TaskOutcome[] = [];
  for (const taskId of taskIds) {
    if (context.signal.aborted) return EXIT.interrupted;
    log.appendKeys({ task_id: taskId });
    const outcome = await runTask(taskId, context);
    log.info('The task is over for this worker.', { outcome });
    log.removeKeys(['task_id']);
    outcomes.push(outcome);
    if (outcome === 'interrupted') return EXIT.interrupted;
  }
  return outcomes.length > 0 && outcomes.every((outcome) => outcome === 'failed') ? EXIT.badInput : EXIT.done;
}

function jobContext(signal: AbortSignal): JobContext {
  const scratch = envOr(ENV.scratch, join(tmpdir(), 'posefleet'));
  return {
    store: storeFromEnvironment(),
    s3: s3FromEnvironment(),
    resultsBucket: requireEnv(ENV.resultsBucket),
    job: requireEnv('AWS_BATCH_JOB_ID'),
    scratch,
    inference: new KeptInference(scratch),
    threads: envNumberOr(ENV.threads, availableParallelism()),
    signal,
  };
}

function taskIds(): string[] {
  const ids: unknown = JSON.parse(requireEnv(ENV.taskIds));
  if (Array.isArray(ids) && ids.every((id) => typeof id === 'string' && isTaskId(id))) return ids;
  throw new Error(`${ENV.taskIds} must be a JSON list of task ids.`);
}
