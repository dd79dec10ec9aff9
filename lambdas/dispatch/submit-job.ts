/** Submitting a job for some tasks, and letting go of it when others were quicker with all of them. */
import { SubmitJobCommand } from '@aws-sdk/client-batch';
import { ENV, envOr, requireEnv } from '../../core/environment.ts';
import { log } from '../../core/log.ts';
import type { Store } from '../../core/store/store.ts';
import { transition } from '../../core/store/transition.ts';
import type { TaskRecord } from '../../core/task.ts';
import { batchClient } from '../clients.ts';
import { endJob } from '../end-job.ts';
import { jobRequest } from './job-request.ts';

/**
 * Submits one job for tasks of one owner, in their order, and writes it into each record.
 *
 * @throws Error of the SDK when Batch refuses, and the tasks are as they were; or when DynamoDB does. Those that could not
 * be written may get another job as well, of which the later one ends itself or is ended.
 */
export async function submitJob(store: Store, records: readonly TaskRecord[]): Promise<void> {
  const job = await submit(records);
  const tasks = records.map(({ task_id }) => task_id);
  const submitted = await Promise.all(
    records.map(({ task_id, run }) => transition(store, task_id, { type: 'submitted', run, job })),
  );
  for (const task_id of tasks) {
    log.info('A job was submitted.', { task_id, batch_job_id: job, tasks: tasks.length });
  }
  // Its worker has been quicker than we and has claimed the task, which then needs the job; or it has another, or is over.
  if (submitted.some((record) => record === undefined)) {
    await endJob(store, { id: job, tasks }, 'Its tasks have another job, or are over.');
  }
}

async function submit(records: readonly TaskRecord[]): Promise<string> {
  const stage = envOr(ENV.stage, '');
  const { jobId } = await batchClient().send(
    new SubmitJobCommand(
      jobRequest(records, {
        jobQueue: requireEnv(ENV.jobQueue),
        jobDefinition: requireEnv(ENV.jobDefinition),
        ...(stage === '' ? {} : { stage }),
      }),
    ),
  );
  if (jobId === undefined) throw new Error('Batch answered SubmitJob without a job id.');
  return jobId;
}
