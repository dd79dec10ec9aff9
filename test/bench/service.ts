/** The local service as the bench uses it: a video in, and the time until something is true of its task. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { TaskAnswer } from '../../core/requests.ts';
import { isFinal } from '../../core/task.ts';
import type { TaskOptions } from '../../core/task-options.ts';
import { type Harness, startHarness } from '../e2e/harness.ts';
import { CAN_MEASURE, startedProcesses } from './process-tree.ts';

/** The model of the targets. */
export const BENCH_MODEL = 'movenet-multipose';
/** Milliseconds between two looks at a task, which is also how exact times are. */
const LOOK_MS = 50;

/** A running service, with the sweeps of `npm start`. */
export function startBenchService(): Promise<Harness> {
  return startHarness({ sweepMs: 10_000 });
}

/** What is asked of the service for a video. */
export interface BenchRequest {
  model: string;
  options?: TaskOptions;
}

/** A task that has come where it was awaited. */
export interface TimedTask {
  task: TaskAnswer;
  /** Seconds since the request was sent. */
  seconds: number;
}

/**
 * Submits a video and waits.
 *
 * @throws Error when the task ends otherwise than completed.
 */
export async function submitAndWait(
  { client }: Harness,
  video: string,
  isThere: (task: TaskAnswer) => boolean,
  request: BenchRequest = { model: BENCH_MODEL },
  lookMs = LOOK_MS,
): Promise<TimedTask> {
  const start = performance.now();
  const taskId = await client.process(video, { ...request });
  for (;;) {
    const task = await client.status(taskId);
    if (isThere(task)) return { task, seconds: (performance.now() - start) / 1000 };
    if (isFinal(task.status)) throw new Error(`The task ended: ${JSON.stringify(task.error)}`);
    await sleep(lookMs);
  }
}

/**
 * Submits a video and waits until it is completed and its worker has ended, whose time does not count.
 *
 * @param lookMs milliseconds between two looks at the task; looking takes the worker's cores from it.
 */
export async function processWhole(
  service: Harness,
  video: string,
  request?: BenchRequest,
  lookMs?: number,
): Promise<TimedTask> {
  const timed = await submitAndWait(service, video, ({ status }) => status === 'completed', request, lookMs);
  await untilWorkersEnded();
  return timed;
}

/** A worker ends shortly after its task. */
export async function untilWorkersEnded(): Promise<void> {
  while (CAN_MEASURE && startedProcesses().length > 0) await sleep(LOOK_MS);
}
