/** Submitting a job for one task, unless its video is refused; and letting go of the job when another was quicker. */
import { SubmitJobCommand } from '@aws-sdk/client-batch';
import { ENV, envOr, requireEnv } from '../../core/environment.ts';
import type { PosefleetError } from '../../core/errors.ts';
import { log } from '../../core/log.ts';
import { readTask } from '../../core/store/read-task.ts';
import type { Store } from '../../core/store/store.ts';
import { transition } from '../../core/store/transition.ts';
import type { TaskRecord } from '../../core/task.ts';
import { batchClient } from '../clients.ts';
import { endJob } from '../end-job.ts';
import { taskError } from '../task-error.ts';
import { jobRequest } from './job-request.ts';
import { refusalOf } from './refuse-video.ts';

/**
 * Submits a job, if the task waits for one. A video that is too long or too large fails its task.
 *
 * @throws Error of the SDK when Batch or DynamoDB refuses; the task is then as it was.
 */
export async function dispatchTask(store: Store, taskId: string): Promise<void> {
  const record = await readTask(store, taskId);
  if (record === undefined || record.status !== 'queued' || record.batch_job_id !== undefined) {
    log.info('A message found no waiting task.', { task_id: taskId, status: record?.status ?? 'gone' });
    return;
  }
  const refusal = await refusalOf(record);
  if (refusal !== undefined) return await refuse(store, record, refusal);
  const job = await submit(record);
  const submitted = await transition(store, taskId, { type: 'submitted', run: record.run, job });
  log.info('A job was submitted.', { task_id: taskId, batch_job_id: job });
  // Its worker has been quicker than we and has claimed the task, which then needs the job; or it has another, or is over.
  if (submitted === undefined) {
    await endJob(store, { id: job, tasks: [taskId] }, 'The task has another job, or is over.');
  }
}

async function refuse(
  store: Store,
  { task_id, run }: TaskRecord,
  { code, message }: PosefleetError,
): Promise<void> {
  const failed = await transition(
    store,
    task_id,
    { type: 'abandoned', run },
    { error: taskError(code, message) },
  );
  log.info('A video was refused.', { task_id, code, reason: message, status: failed?.status ?? 'changed' });
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
