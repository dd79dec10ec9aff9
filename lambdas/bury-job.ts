/** What follows for the tasks of a job that is over when they are not. */
import { planBurial } from '../core/burial.ts';
import { explainDeath, type JobEnd, UNEXPLAINED_DEATHS } from '../core/exit-codes.ts';
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
  const { spared, struck } = planBurial(await readRecords(store, taskIds), job.id);
  // In this order, see `planBurial`.
  const putBack = await each(spared, (record) => spare(store, record, job));
  await sendWaiting(putBack);
  const blamed = await each(struck, (record) => strike(store, record, job));
  await sendWaiting(blamed);
  return putBack.length + blamed.length;
}

/** What became of the records; those that had changed meanwhile are left out. */
async function each(
  records: readonly TaskRecord[],
  act: (record: TaskRecord) => Promise<TaskRecord | undefined>,
): Promise<TaskRecord[]> {
  return (await Promise.all(records.map(act))).flatMap((record) => record ?? []);
}

async function sendWaiting(records: readonly TaskRecord[]): Promise<void> {
  const waiting = records.filter(({ status }) => status === 'queued');
  if (waiting.length > 0) await sendTasks(waiting.map(({ task_id }) => task_id));
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
  { task_id, run }: TaskRecord,
  job: DeadJob,
): Promise<TaskRecord | undefined> {
  const death = explainDeath(job.end);
  const error = death.kind === 'ended' ? taskError(death.code, death.message) : unexplained(job);
  const stream: TransitionFields = job.logStream === undefined ? {} : { log_stream: job.logStream };
  const buried = await transition(
    store,
    task_id,
    { type: 'died', run, job: job.id, final: death.kind === 'ended' },
    ({ status }) => (status === 'failed' ? { ...stream, error } : stream),
  );
  if (buried === undefined) return undefined;
  const { status, deaths } = buried;
  log.warn('A job died.', { task_id, batch_job_id: job.id, ...job.end, status, deaths });
  return buried;
}

function unexplained({ id, end: { exitCode, reason, statusReason } }: DeadJob) {
  const known = [exitCode === undefined ? '' : `exit code ${exitCode}`, reason, statusReason];
  const last = known.filter((part) => part !== undefined && part !== '').join(', ') || 'no reason given';
  return taskError(
    'internal',
    `The worker died ${UNEXPLAINED_DEATHS} times for a reason that is not known; the last was job ${id} (${last}).`,
  );
}
