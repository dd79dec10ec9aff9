/** Handling the messages of an SQS event one by one, so that one bad message does not hold up the others. */
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { log } from '../core/log.ts';

/**
 * Handles each message and answers which ones failed: SQS delivers those again, and after some times moves them
 * to the dead-letter queue. The event source must report batch item failures.
 *
 * @param onFailure is done for each message that failed; it must not fail.
 */
export async function handleMessages(
  event: SQSEvent,
  handle: (message: SQSRecord) => Promise<void>,
  onFailure: (message: SQSRecord) => Promise<void> = async () => undefined,
): Promise<SQSBatchResponse> {
  const failed = await Promise.all(event.Records.map((message) => hasFailed(message, handle)));
  const failures = event.Records.filter((_, index) => failed[index]);
  await Promise.all(failures.map(onFailure));
  return { batchItemFailures: failures.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

async function hasFailed(
  message: SQSRecord,
  handle: (message: SQSRecord) => Promise<void>,
): Promise<boolean> {
  try {
    await handle(message);
    return false;
  } catch (error) {
    const received = message.attributes.ApproximateReceiveCount;
    log.error('A message could not be handled.', {
      ...taskNamedIn(message),
      message_id: message.messageId,
      received,
      error: error as Error,
    });
    return true;
  }
}

/** For the log alone, and so for messages as well that cannot be read otherwise. */
function taskNamedIn({ body }: SQSRecord): { task_id?: string } {
  const task_id = /"task_id"\s*:\s*"([\da-f-]{36})"/.exec(body)?.[1];
  return task_id === undefined ? {} : { task_id };
}
