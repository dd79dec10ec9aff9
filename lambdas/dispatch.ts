/** Dispatches waiting tasks: takes messages `{task_id}` from the queue and submits Batch jobs. */
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { storeFromEnvironment } from '../core/store/store.ts';
import { dispatchTask } from './dispatch/dispatch-task.ts';
import { handleMessages } from './sqs-batch.ts';
import { parseTaskMessage } from './task-queue.ts';

/**
 * Messages that cannot be read or dispatched, as when Batch throttles, are delivered again by SQS; after too many
 * deliveries the dead-letter queue's handler fails their tasks.
 */
export function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  return handleMessages(event, ({ body }) => dispatchTask(storeFromEnvironment(), parseTaskMessage(body)));
}
