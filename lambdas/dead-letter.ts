/** Fails the tasks whose messages could not be dispatched: without it they would wait for ever. */
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { log } from '../core/log.ts';
import { readTask } from '../core/store/read-task.ts';
import { storeFromEnvironment } from '../core/store/store.ts';
import { transition } from '../core/store/transition.ts';
import { handleMessages } from './sqs-batch.ts';
import { taskError } from './task-error.ts';
import { parseTaskMessage } from './task-queue.ts';

/** Takes messages from the dead-letter queue. Those that name no task are logged and dropped. */
export function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  return handleMessages(event, async (message) => {
    const taskId = taskOf(message);
    if (taskId !== undefined) await abandon(taskId, Number(message.attributes.SentTimestamp));
  });
}

function taskOf({ messageId, body }: SQSRecord): string | undefined {
  try {
    return parseTaskMessage(body);
  } catch (error) {
    log.error('A message of the dead-letter queue names no task and is dropped.', {
      message_id: messageId,
      error: error as Error,
    });
    return undefined;
  }
}

/**
 * A task that has moved on since the message was sent, as by a retry or by the death of a job, waits by a message of its own
 * now, or the sweeper sends one.
 *
 * @param sentAt milliseconds since 1970.
 */
async function abandon(taskId: string, sentAt: number): Promise<void> {
  const store = storeFromEnvironment();
  const record = await readTask(store, taskId);
  if (record === undefined) return;
  if (Date.parse(record.updated_at) > sentAt) {
    log.info('A message of the dead-letter queue is older than what its task waits for.', {
      task_id: taskId,
    });
    return;
  }
  const message = 'No job could be submitted for the task. The log of the dispatcher has the reason.';
  const event = { type: 'abandoned', run: record.run } as const;
  const failed = await transition(store, taskId, event, { error: taskError('internal', message) });
  if (failed !== undefined) log.error('A task could not be dispatched and has failed.', { task_id: taskId });
}
