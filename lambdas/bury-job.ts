/** What follows for a task when its job is over and the task is not. */
import { explainDeath, type JobEnd, UNEXPLAINED_DEATHS } from '../core/exit-codes.ts';
import { log } from '../core/log.ts';
import { readTask } from '../core/store/read-task.ts';
import type { Store } from '../core/store/store.ts';
import { type TransitionFields, transition } from '../core/store/transition.ts';
import { isFinal } from '../core/task.ts';
import { taskError } from './task-error.ts';
import { sendTask } from './task-queue.ts';

/** A job that is over. */
export interface DeadJob {
  id: string;
  end: JobEnd;
  logStream?: string | undefined;
}

/**
 * Ends the task if it is known why the job died, else has a new job submitted. Does nothing when the task is over,
 * or is not this job's.
 */
export async function buryJob(store: Store, taskId: string, job: DeadJob): Promise<void> {
  const record = await readTask(store, taskId);
  if (record === undefined || isFinal(record.status)) return;
  // Without a job the task waits for one, and the dispatcher may be about to write that it is this.
  if (record.batch_job_id !== undefined && record.batch_job_id !== job.id) return;
  const death = explainDeath(job.end);
  const error = death.kind === 'ended' ? taskError(death.code, death.message) : unexplained(job);
  const stream: TransitionFields = job.logStream === undefined ? {} : { log_stream: job.logStream };
  const buried = await transition(
    store,
    taskId,
    { type: 'died', run: record.run, job: job.id, final: death.kind === 'ended' },
    ({ status }) => (status === 'failed' ? { ...stream, error } : stream),
  );
  if (buried === undefined) return;
  const { status, deaths } = buried;
  log.warn('A job died.', { task_id: taskId, batch_job_id: job.id, ...job.end, status, deaths });
  if (status === 'queued') await sendTask(taskId);
}

function unexplained({ id, end: { exitCode, reason, statusReason } }: DeadJob) {
  const known = [exitCode === undefined ? '' : `exit code ${exitCode}`, reason, statusReason];
  const last = known.filter((part) => part !== undefined && part !== '').join(', ') || 'no reason given';
  return taskError(
    'internal',
    `The worker died ${UNEXPLAINED_DEATHS} times for a reason that is not known; the last was job ${id} (${last}).`,
  );
}
