/** Putting off the next delivery of a message that could not be handled: longer each time, and not all at the same time. */
import { ChangeMessageVisibilityCommand } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { ENV, requireEnv } from '../core/environment.ts';
import { log } from '../core/log.ts';
import { MOST_DELIVERIES } from '../core/queues.ts';
import { sqsClient } from './clients.ts';

/** Seconds before the second delivery, at most. */
const FIRST_SECONDS = 30;
/** So many times as long before each further one: four waits last a quarter of an hour on average. */
const FACTOR = 3;

/**
 * Seconds until the next delivery: between a half of what is due and all of it ("equal jitter" of the AWS Architecture
 * Blog, "Exponential Backoff And Jitter", 2015), so that what was refused together does not come back together.
 *
 * @param received deliveries up to now, at least 1. @param random from 0 up to, not including, 1.
 */
export function retrySeconds(received: number, random = Math.random()): number {
  const due = FIRST_SECONDS * FACTOR ** (received - 1);
  return Math.ceil((due * (1 + random)) / 2);
}

/**
 * Puts off a message of the tasks' queue, unless it is on its way to the dead letters. When that fails, it comes again
 * after the queue's own time.
 */
export async function putOff({ receiptHandle, attributes, messageId }: SQSRecord): Promise<void> {
  const received = Number(attributes.ApproximateReceiveCount);
  if (received >= MOST_DELIVERIES) return;
  const VisibilityTimeout = retrySeconds(received);
  try {
    const QueueUrl = requireEnv(ENV.queueUrl);
    const command = new ChangeMessageVisibilityCommand({
      QueueUrl,
      ReceiptHandle: receiptHandle,
      VisibilityTimeout,
    });
    await sqsClient().send(command);
  } catch (error) {
    log.warn('A message could not be put off.', { message_id: messageId, error: error as Error });
  }
}
