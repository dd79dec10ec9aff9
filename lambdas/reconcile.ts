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
  try {
    await reconcile(store, job);
  } catch (error) {
    log.error('A job’s tasks could not be seen to.', { batch_job_id: job.jobId, error: error as Error });
    throw error;
  }
}

async function reconcile(store: Store, job: BatchJob): Promise<void> {
  const [taskIds, logStream] = [tasksOf(job), logStreamOf(job)];
  if (isOver(job)) await buryJob(store, taskIds, { id: job.jobId, end: endOf(job), logStream });
  if (logStream === undefined) return;
  const note = { job: job.jobId, logStream, isRunning: !isOver(job) };
  await Promise.all(taskIds.map((taskId) => noteLogStream(store, { taskId, ...note })));
}
