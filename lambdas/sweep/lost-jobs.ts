/** Tasks whose job Batch no longer knows, or says is over. */
import { DescribeJobsCommand } from '@aws-sdk/client-batch';
import { log } from '../../core/log.ts';
import type { Store } from '../../core/store/store.ts';
import type { TaskRecord } from '../../core/task.ts';
import { type BatchJob, batchJobSchema, endOf, isOver, logStreamOf, tasksOf } from '../batch-job.ts';
import { buryJob, type DeadJob } from '../bury-job.ts';
import { batchClient } from '../clients.ts';

/** Batch's limit of jobs a request. */
const JOBS_A_REQUEST = 100;

/**
 * Asks Batch about the jobs of these tasks, and sees to those that are over or lost, with all their tasks; the others go
 * on. Of a job that Batch has forgotten, which ended long ago, nobody but its silent tasks tells.
 */
export async function buryLostJobs(
  store: Store,
  records: readonly TaskRecord[],
): Promise<{ buried: number; errors: unknown[] }> {
  const silent = Map.groupBy(records, ({ batch_job_id = '' }) => batch_job_id);
  const jobs = await describe([...silent.keys()]);
  const errors: unknown[] = [];
  let buried = 0;
  for (const [id, itsRecords] of silent) {
    const job = jobs.get(id);
    if (job !== undefined && !isOver(job)) continue;
    try {
      const known = job === undefined ? [] : tasksOf(job);
      const taskIds = new Set([...known, ...itsRecords.map(({ task_id }) => task_id)]);
      buried += await buryJob(store, [...taskIds], deadJob(id, job));
    } catch (error) {
      log.error('A lost job could not be seen to.', { batch_job_id: id, error: error as Error });
      errors.push(error);
    }
  }
  return { buried, errors };
}

function deadJob(id: string, job: BatchJob | undefined): DeadJob {
  if (job === undefined) return { id, end: { statusReason: 'Batch does not know the job any more.' } };
  return { id, end: endOf(job), logStream: logStreamOf(job) };
}

async function describe(ids: readonly string[]): Promise<Map<string, BatchJob>> {
  const jobs = new Map<string, BatchJob>();
  for (let start = 0; start < ids.length; start += JOBS_A_REQUEST) {
    const command = new DescribeJobsCommand({ jobs: ids.slice(start, start + JOBS_A_REQUEST) });
    const answer = await batchClient().send(command);
    for (const detail of answer.jobs ?? []) {
      const job = batchJobSchema.parse(detail);
      jobs.set(job.jobId, job);
    }
  }
  return jobs;
}
