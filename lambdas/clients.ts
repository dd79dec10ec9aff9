/** The clients of AWS that the handlers share: one of each a process, made when first needed. */
import { BatchClient } from '@aws-sdk/client-batch';
import type { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { s3FromEnvironment } from '../core/aws-clients.ts';

let s3: S3Client | undefined;
let sqs: SQSClient | undefined;
let batch: BatchClient | undefined;

/** S3. */
export function s3Client(): S3Client {
  s3 ??= s3FromEnvironment();
  return s3;
}

/** SQS. */
export function sqsClient(): SQSClient {
  sqs ??= new SQSClient({ maxAttempts: 5 });
  return sqs;
}

/** AWS Batch. */
export function batchClient(): BatchClient {
  batch ??= new BatchClient({ maxAttempts: 3 });
  return batch;
}
