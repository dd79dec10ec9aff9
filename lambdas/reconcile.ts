/** Hears what Batch says about jobs, and sees to the tasks that a job leaves unfinished. */
import type { EventBridgeEvent } from 'aws-lambda';
import { log } from '../core/log.ts';
import { noteLogStream } from '../core/store/note-log-stream.ts';
import { type Store, storeFromEnvironment } from '../core/store/store.ts';
import { type BatchJob, batchJobSchema, endOf, isOver, logStreamOf, tasksOf } from './batch-job.ts';
import { buryJob } from './bury-job.ts';

/**
 * Takes EventBridge's `Batch Job State Change`, which comes at least once and in any order.
 *
 * @throws ZodError when the event is not one; Error of the SDK, upon which Lambda repeats the event.
 */
export async function handler(event: EventBridgeEvent<'Batch Job State Change', unknown>): Promise<void> {
  const job = batchJobSchema.parse(event.detail);
  const store = storeFromEnvironment();
  for (const taskId of tasksOf(job)) {
    await reconcile(store, taskId, job).catch((error: Error) => {
      log.error('A job’s task could not be seen to.', { task_id: taskId, batch_job_id: job.jobId, error });
      throw error;
    });
  }
}

async function reconcile(store: Store, taskId: string, job: BatchJob): Promise<void> {
  const logStream = logStreamOf(job);
  if (isOver(job)) await buryJob(store, taskId, { id: job.jobId, end: endOf(job), logStream });
  if (logStream === undefined) return;
  await noteLogStream(store, { taskId, job: job.jobId, logStream, isRunning: !isOver(job) });
}
