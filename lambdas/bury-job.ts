/** What follows for the tasks of a job that is over when they are not. */
import { planBurial } from '../core/burial.ts';
import type { ErrorCode } from '../core/errors.ts';
import { EXIT, explainDeath, type JobEnd, UNEXPLAINED_DEATHS } from '../core/exit-codes.ts';
import { log } from '../core/log.ts';
import { readRecords } from '../core/store/read-items.ts';
import type { Store } from '../core/store/store.ts';
import { type TransitionFields, transition } from '../core/store/transition.ts';
import type { TaskRecord } from '../core/task.ts';
import { taskError } from './task-error.ts';
import { sendTasks } from './task-queue.ts';

/** A job that is over. */
export interface DeadJob {
  id: string;
  end: JobEnd;
  logStream?: string | undefined;
}

/**
 * Ends the tasks of which it is known why the job died of them, and has new jobs submitted for the others: `planBurial`
 * tells them apart. Does nothing about tasks that are over, or are not this job's.
 *
 * @param taskIds all tasks of the job.
 * @returns how many tasks were seen to.
 */
export async function buryJob(store: Store, taskIds: readonly string[], job: DeadJob): Promise<number> {
  const { exitCode } = job.end;
  const isDone = exitCode === EXIT.done || exitCode === EXIT.badInput;
  const over = { id: job.id, tasks: taskIds.length, isDone };
  const { spared, struck } = planBurial(await readRecords(store, taskIds), over);
  // In this order, see `planBurial`.
  const putBack = await each(spared, (record) => spare(store, record, job));
  const isAlone = taskIds.length === 1;
  const blamed = await each(struck, (record) => strike(store, record, job, isAlone));
  return putBack.length + blamed.length;
}

/**
 * Acts on each record, and has messages sent for those that wait for a job again; answers what became of them, without
 * those that had changed meanwhile.
 *
 * @throws Error when one could not be written; whoever comes again finds only that one left, so messages are sent first.
 */
async function each(
  records: readonly TaskRecord[],
  act: (record: TaskRecord) => Promise<TaskRecord | undefined>,
): Promise<TaskRecord[]> {
  const outcomes = await Promise.allSettled(records.map(act));
  const written = outcomes.flatMap((outcome) =>
    outcome.status === 'fulfilled' ? (outcome.value ?? []) : [],
  );
  const waiting = written.filter(({ status }) => status === 'queued');
  if (waiting.length > 0) await sendTasks(waiting.map(({ task_id }) => task_id));
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  return written;
}

async function spare(
  store: Store,
  { task_id, run }: TaskRecord,
  { id }: DeadJob,
): Promise<TaskRecord | undefined> {
  const record = await transition(store, task_id, { type: 'spared', run, job: id });
  if (record !== undefined)
    log.info('A job died before it came to this task, which gets another.', { task_id, batch_job_id: id });
  return record;
}

async function strike(
  store: Store,
  { task_id, run, status: before }: TaskRecord,
  job: DeadJob,
  isAlone: boolean,
): Promise<TaskRecord | undefined> {
  const death = explainDeath(job.end);
  const mayBeInnocent =
    !isAlone && before === 'processing' && death.kind === 'ended' && mayBeOfAnother(death.code);
  const isFinal = death.kind === 'ended' && !mayBeInnocent;
  const error = death.kind === 'ended' ? taskError(death.code, death.message) : unexplained(job);
  const stream: TransitionFields = job.logStream === undefined ? {} : { log_stream: job.logStream };
  const buried = await transition(
    store,
    task_id,
    { type: 'died', run, job: job.id, final: isFinal },
    ({ status }) => (status === 'failed' ? { ...stream, error } : stream),
  );
  if (buried === undefined) return undefined;
  const { status, deaths } = buried;
  log.warn('A job died.', { task_id, batch_job_id: job.id, ...job.end, status, deaths });
  return buried;
}

/**
 * Time, memory and attempts of a job are used up by all of its tasks: what the one at work dies of may be the others' doing.
 * It is tried alone once more.
 */
function mayBeOfAnother(code: ErrorCode): boolean {
  return code === 'out_of_memory' || code === 'timed_out' || code === 'interrupted';
}

function unexplained({ id, end: { exitCode, reason, statusReason } }: DeadJob) {
  const known = [exitCode === undefined ? '' : `exit code ${exitCode}`, reason, statusReason];
  const last = known.filter((part) => part !== undefined && part !== '').join(', ') || 'no reason given';
  return taskError(
    'internal',
    `The worker died ${UNEXPLAINED_DEATHS} times for a reason that is not known; the last was job ${id} (${last}).`,
  );
}
