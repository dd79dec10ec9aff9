/**
 * Starts a task for each video that lands under `uploads/<owner>/` in the media bucket. What lies there in a folder
 * that names no known owner, or in none, belongs to the default owner, where one is configured.
 */
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { dependenciesFromEnvironment } from './api/dependencies.ts';
import { ingestObject } from './ingest-upload/ingest-object.ts';
import { parseObjectCreated } from './ingest-upload/object-created.ts';
import { handleMessages } from './sqs-batch.ts';

/**
 * Takes SQS messages whose bodies are EventBridge's `Object Created` events of S3. They come at least once; one
 * object gives one task.
 */
export function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  const outside = dependenciesFromEnvironment();
  return handleMessages(event, ({ body }) => ingestObject(outside, parseObjectCreated(body)));
}
