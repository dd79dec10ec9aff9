/** Tasks whose job Batch no longer knows, or says is over. */
import { DescribeJobsCommand } from '@aws-sdk/client-batch';
import { log } from '../../core/log.ts';
import type { Store } from '../../core/store/store.ts';
import type { TaskRecord } from '../../core/task.ts';
import { type BatchJob, batchJobSchema, endOf, isOver, logStreamOf } from '../batch-job.ts';
import { buryJob, type DeadJob } from '../bury-job.ts';
import { batchClient } from '../clients.ts';

/** Batch's limit of jobs a request. */
const JOBS_A_REQUEST = 100;

/** Asks Batch about the jobs of these tasks, and sees to those that are over or lost; the others go on. */
export async function buryLostJobs(
  store: Store,
  records: readonly TaskRecord[],
): Promise<{ buried: number; errors: unknown[] }> {
  const ids = [...new Set(records.flatMap(({ batch_job_id }) => batch_job_id ?? []))];
  const jobs = await describe(ids);
  const dead = records.flatMap((record) => {
    const id = record.batch_job_id ?? '';
    const job = jobs.get(id);
    if (job !== undefined && !isOver(job)) return [];
    return { taskId: record.task_id, job: deadJob(id, job) };
  });
  const errors: unknown[] = [];
  for (const { taskId, job } of dead) {
    await buryJob(store, taskId, job).catch((error: Error) => {
      log.error('A lost job could not be seen to.', { task_id: taskId, batch_job_id: job.id, error });
      errors.push(error);
    });
  }
  return { buried: dead.length - errors.length, errors };
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
