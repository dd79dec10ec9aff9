/** The worker as a process: works on the tasks of one Batch job and tells by its exit code how that ended. */
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { s3FromEnvironment } from '../core/aws-clients.ts';
import { ENV, envNumberOr, envOr, requireEnv } from '../core/environment.ts';
import { EXIT } from '../core/exit-codes.ts';
import { log } from '../core/log.ts';
import { storeFromEnvironment } from '../core/store/store.ts';
import { isTaskId } from '../core/task-id.ts';
import { Interrupted } from './task/interruption.ts';
import { KeptInference } from './task/kept-inference.ts';
import { type JobContext, runTask, type TaskOutcome } from './task/run-task.ts';

// ONNX Runtime would write a device id and a database of its own; it reads this when a thread loads it.
process.env.ORT_DISABLE_TELEMETRY = '1';

/**
 * Milliseconds after which a worker that was asked to stop does so, whatever it is at. Within 20 s the machine may be gone;
 * what takes longest is to save finished chunks, see `task-chunks.ts`.
 */
const STOP_MS = 18_000;

/** Works on the job's tasks; answers the exit code. */
async function work(): Promise<number> {
  const context = jobContext();
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

function jobContext(): JobContext {
  const scratch = envOr(ENV.scratch, join(tmpdir(), 'posefleet'));
  return {
    store: storeFromEnvironment(),
    s3: s3FromEnvironment(),
    resultsBucket: requireEnv(ENV.resultsBucket),
    job: requireEnv('AWS_BATCH_JOB_ID'),
    scratch,
    inference: new KeptInference(scratch),
    threads: envNumberOr(ENV.threads, availableParallelism()),
    signal: interruption(),
  };
}

/** SIGTERM comes before a Spot machine is taken, at a deploy, and when a job is terminated. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT'] as const) {
    process.on(name, () => {
      log.info('Asked to stop.', { signal: name });
      controller.abort(new Interrupted(`The worker received ${name}.`));
      setTimeout(() => process.exit(EXIT.interrupted), STOP_MS).unref();
    });
  }
  return controller.signal;
}

function taskIds(): string[] {
  const ids: unknown = JSON.parse(requireEnv(ENV.taskIds));
  if (Array.isArray(ids) && ids.every((id) => typeof id === 'string' && isTaskId(id))) return ids;
  throw new Error(`${ENV.taskIds} must be a JSON list of task ids.`);
}

try {
  process.exitCode = await work();
} catch (error) {
  log.error('The worker died.', { error: error as Error });
  process.exitCode = 1;
}
// Threads and pipes of a task that was dropped must not keep the process.
process.exit();
