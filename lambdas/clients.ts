/** The clients of AWS that the handlers share: one of each a process, made when first needed. */
import { BatchClient } from '@aws-sdk/client-batch';
import type { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { s3FromEnvironment } from '../core/aws-clients.ts';

/**
 * A connection that hangs must not hold up a sweep, nor use up a dispatcher's time for ten messages: milliseconds, far above
 * what the services take. Without `throwOnRequestTimeout` the SDK would only warn of a slow request.
 */
const TIMEOUTS = { connectionTimeout: 3000, requestTimeout: 5000, throwOnRequestTimeout: true };

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
  sqs ??= new SQSClient({ maxAttempts: 5, requestHandler: TIMEOUTS });
  return sqs;
}

/** AWS Batch. */
export function batchClient(): BatchClient {
  batch ??= new BatchClient({ maxAttempts: 3, requestHandler: TIMEOUTS });
  return batch;
}
