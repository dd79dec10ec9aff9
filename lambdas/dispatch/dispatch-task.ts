/** Submitting a job for one task, and letting go of the job when another had been quicker. */
import { SubmitJobCommand, TerminateJobCommand } from '@aws-sdk/client-batch';
import { ENV, envOr, requireEnv } from '../../core/environment.ts';
import { log } from '../../core/log.ts';
import { readTask } from '../../core/store/read-task.ts';
import type { Store } from '../../core/store/store.ts';
import { transition } from '../../core/store/transition.ts';
import type { TaskRecord } from '../../core/task.ts';
import { batchClient } from '../clients.ts';
import { jobRequest } from './job-request.ts';

/**
 * Submits a job, if the task waits for one.
 *
 * @throws Error of the SDK when Batch or DynamoDB refuses; the task is then as it was.
 */
export async function dispatchTask(store: Store, taskId: string): Promise<void> {
  const record = await readTask(store, taskId);
  if (record === undefined || record.status !== 'queued' || record.batch_job_id !== undefined) {
    log.info('A message found no waiting task.', { task_id: taskId, status: record?.status ?? 'gone' });
    return;
  }
  const job = await submit(record);
  const submitted = await transition(store, taskId, { type: 'submitted', run: record.run, job });
  log.info('A job was submitted.', { task_id: taskId, batch_job_id: job });
  if (submitted === undefined) await letGo(store, taskId, job);
}

async function submit(record: TaskRecord): Promise<string> {
  const stage = envOr(ENV.stage, '');
  const { jobId } = await batchClient().send(
    new SubmitJobCommand(
      jobRequest(record, {
        jobQueue: requireEnv(ENV.jobQueue),
        jobDefinition: requireEnv(ENV.jobDefinition),
        ...(stage === '' ? {} : { stage }),
      }),
    ),
  );
  if (jobId === undefined) throw new Error('Batch answered SubmitJob without a job id.');
  return jobId;
}

/**
 * The record was not changed by our job: its worker has been quicker than we and has claimed the task, or the
 * task has another job, or is over. Only in the first case the job is of use.
 */
async function letGo(store: Store, taskId: string, jobId: string): Promise<void> {
  const record = await readTask(store, taskId);
  if (record?.batch_job_id === jobId) return;
  const reason = record === undefined ? 'The task was deleted.' : 'The task has another job, or is over.';
  log.warn('A job is not needed.', { task_id: taskId, batch_job_id: jobId, reason });
  try {
    await batchClient().send(new TerminateJobCommand({ jobId, reason }));
  } catch (error) {
    // Its worker cannot claim the task and ends by itself.
    log.warn('A job that is not needed could not be terminated.', {
      batch_job_id: jobId,
      error: error as Error,
    });
  }
}
