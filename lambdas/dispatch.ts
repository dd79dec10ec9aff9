/** Dispatches waiting tasks: takes messages `{task_id}` from the queue and submits Batch jobs. */
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { storeFromEnvironment } from '../core/store/store.ts';
import { dispatchTasks } from './dispatch/dispatch-tasks.ts';
import { putOff } from './put-off.ts';
import { handleMessages } from './sqs-batch.ts';
import { parseTaskMessage } from './task-queue.ts';

/**
 * Messages that cannot be read or dispatched, as when Batch throttles, are delivered again by SQS, later each time (see
 * `putOff`); after too many deliveries the dead-letter queue's handler fails their tasks. The tasks of all messages are dispatched together, so
 * that those that may share a job do.
 */
export function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  const troubles = dispatchTasks(storeFromEnvironment(), tasksNamedIn(event));
  const handle = async ({ body }: SQSRecord) => {
    const trouble = (await troubles).get(parseTaskMessage(body));
    if (trouble !== undefined) throw trouble;
  };
  return handleMessages(event, handle, putOff);
}

/** Of the messages that can be read; the others are told of when each is handled. */
function tasksNamedIn({ Records }: SQSEvent): string[] {
  return Records.flatMap(({ body }) => {
    try {
      return parseTaskMessage(body);
    } catch {
      return [];
    }
  });
}
