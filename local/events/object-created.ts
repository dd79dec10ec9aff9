/** EventBridge's rule for uploads: which new objects become messages for the handler that takes them in. */
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { UPLOADS_PREFIX } from '../../core/places.ts';
import type { ObjectCreatedEvent } from '../s3/object-event.ts';

/** Sends an event to the queue if its object lies under `uploads/` in the media bucket. */
export async function forwardUpload(
  event: ObjectCreatedEvent,
  to: { client: SQSClient; queueUrl: string; mediaBucket: string },
): Promise<void> {
  const { bucket, object } = event.detail;
  if (bucket.name !== to.mediaBucket || !object.key.startsWith(UPLOADS_PREFIX)) return;
  await to.client.send(new SendMessageCommand({ QueueUrl: to.queueUrl, MessageBody: JSON.stringify(event) }));
}
