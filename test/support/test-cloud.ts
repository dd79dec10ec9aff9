/** DynamoDB, S3, SQS and a recording Batch on 127.0.0.1, with the environment that the handlers will find. */
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, DeleteMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { buildApp } from 'fauxqs';
import { ENV } from '../../core/environment.ts';
import { log } from '../../core/log.ts';
import type { Store } from '../../core/store/store.ts';
import { takeMessages } from './queued-messages.ts';
import { type RecordingBatch, startRecordingBatch } from './recording-batch.ts';
import { openTestStore, TEST_CREDENTIALS, TEST_REGION } from './test-store.ts';

/** Buckets of the tests. */
export const TEST_BUCKETS = { media: 'test-media', results: 'test-results' } as const;
const QUEUE = 'test-tasks';

/** The stand-ins of one test file. */
export interface TestCloud {
  store: Store;
  s3: S3Client;
  batch: RecordingBatch;
  /** Takes all messages from the queue of tasks, the delayed ones too, and gives the ids that they carry. */
  sentTasks(): Promise<string[]>;
  close(): Promise<void>;
}

/** Starts the stand-ins and sets the environment. Import the handlers as usual; they read it when called. */
export async function startTestCloud(): Promise<TestCloud> {
  if (process.env.POWERTOOLS_LOG_LEVEL === undefined) log.setLogLevel('SILENT');
  const { store, endpoint, close } = await openTestStore();
  const batch = await startRecordingBatch();
  const app = buildApp({ logger: false });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const queueUrl = `${url}/000000000000/${QUEUE}`;
  setEnvironment({ table: store.table, dynamodb: endpoint, batch: batch.endpoint, url, queueUrl });
  const s3 = new S3Client({ forcePathStyle: true });
  const sqs = new SQSClient();
  for (const Bucket of Object.values(TEST_BUCKETS)) await s3.send(new CreateBucketCommand({ Bucket }));
  await sqs.send(new CreateQueueCommand({ QueueName: QUEUE }));
  return {
    store,
    s3,
    batch,
    sentTasks: () => takeAll(sqs, queueUrl),
    async close() {
      for (const client of [s3, sqs]) client.destroy();
      app.server.closeAllConnections();
      await app.close();
      await batch.close();
      await close();
    },
  };
}

function setEnvironment(places: Record<'table' | 'dynamodb' | 'batch' | 'url' | 'queueUrl', string>): void {
  Object.assign(process.env, {
    AWS_REGION: TEST_REGION,
    AWS_ACCESS_KEY_ID: TEST_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: TEST_CREDENTIALS.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: places.dynamodb,
    AWS_ENDPOINT_URL_BATCH: places.batch,
    AWS_ENDPOINT_URL_S3: places.url,
    AWS_ENDPOINT_URL_SQS: places.url,
    [ENV.table]: places.table,
    [ENV.queueUrl]: places.queueUrl,
    [ENV.jobQueue]: 'test-jobs',
    [ENV.jobDefinition]: 'test-worker',
    [ENV.mediaBucket]: TEST_BUCKETS.media,
    [ENV.resultsBucket]: TEST_BUCKETS.results,
  });
}

async function takeAll(sqs: SQSClient, QueueUrl: string): Promise<string[]> {
  const ids: string[] = [];
  for (const { Body = '', ReceiptHandle } of await takeMessages(sqs, QueueUrl)) {
    ids.push(JSON.parse(Body).task_id);
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  }
  return ids;
}

/** An SQS event with these bodies, of the shape that AWS documents, sent now; messages are named `message-0` and so on. */
export function sqsEvent(...bodies: string[]): SQSEvent {
  return {
    Records: bodies.map((body, index) => ({
      messageId: `message-${index}`,
      receiptHandle: 'AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a',
      body,
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: String(Date.now()),
        SenderId: 'AIDAIENQZJOLO23YVJ4VO',
        ApproximateFirstReceiveTimestamp: '1545082649185',
      },
      messageAttributes: {},
      md5OfBody: 'e4e68fb7bd0e697a0ae8f1bb342846b3',
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:us-east-1:123456789012:tasks',
      awsRegion: TEST_REGION,
    })),
  };
}
