/** Ending a job that is of no use any more: only when none of its tasks still needs it. */
import { DescribeJobsCommand, TerminateJobCommand } from '@aws-sdk/client-batch';
import { notNeeded } from '../core/exit-codes.ts';
import { log } from '../core/log.ts';
import { readRecords } from '../core/store/read-items.ts';
import type { Store } from '../core/store/store.ts';
import { isFinal, type TaskRecord } from '../core/task.ts';
import { batchJobSchema, tasksOf } from './batch-job.ts';
import { batchClient } from './clients.ts';

/** A job, and the tasks that it was submitted for. */
export interface EndedJob {
  id: string;
  tasks: readonly string[];
}

/**
 * Terminates the job, unless one of its tasks has not ended. Call it once the task's end is written: of two that end at
 * the same time the later one then finds the other ended. A job that cannot be asked about or terminated ends by itself:
 * its worker passes over tasks that have ended, and its next heartbeat tells it of the one in work.
 *
 * @param why for people; Batch shows it with the job.
 */
export async function endJob(store: Store, { id, tasks }: EndedJob, why: string): Promise<void> {
  const reason = notNeeded(why);
  try {
    if (await isNeeded(store, id, tasks)) {
      log.info('A job goes on for its other tasks.', { batch_job_id: id, reason });
      return;
    }
    log.info('A job is not needed any more.', { batch_job_id: id, reason });
    await batchClient().send(new TerminateJobCommand({ jobId: id, reason }));
  } catch (error) {
    log.error('A job could not be terminated.', { batch_job_id: id, error: error as Error });
  }
}

/**
 * The same for a job whose tasks are not at hand: Batch remembers them. One that it does not know is over, or so young that
 * Batch has not heard of it everywhere, and then nobody knows whose else it is.
 */
export async function endJobOf(store: Store, id: string, why: string): Promise<void> {
  try {
    const { jobs = [] } = await batchClient().send(new DescribeJobsCommand({ jobs: [id] }));
    const [job] = jobs;
    if (job === undefined)
      log.info('Batch does not know the job; it ends by itself.', { batch_job_id: id, why });
    else await endJob(store, { id, tasks: tasksOf(batchJobSchema.parse(job)) }, why);
  } catch (error) {
    log.error('A job could not be asked about.', { batch_job_id: id, error: error as Error });
  }
}

async function isNeeded(store: Store, jobId: string, tasks: readonly string[]): Promise<boolean> {
  return (await readRecords(store, tasks)).some((record) => mayNeed(record, jobId));
}

/** A task that waits may be about to hear that the job is its own, or its worker to claim it. */
function mayNeed({ status, batch_job_id, dead_jobs = [] }: TaskRecord, jobId: string): boolean {
  if (isFinal(status) || dead_jobs.includes(jobId)) return false;
  return batch_job_id === undefined || batch_job_id === jobId;
}
