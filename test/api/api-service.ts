/** The API's Lambda handler with real stand-ins behind it: DynamoDB, S3 and SQS in this process, Batch recorded. */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { buildApp } from 'fauxqs';
import { s3FromEnvironment } from '../../core/aws-clients.ts';
import { log } from '../../core/log.ts';
import type { Store } from '../../core/store/store.ts';
import { startS3 } from '../../local/s3/start-s3.ts';
import { takeMessages } from '../support/queued-messages.ts';
import { openTestStore, TEST_CREDENTIALS, TEST_REGION } from '../support/test-store.ts';
import { assertDescribed } from './answer-contract.ts';
import { type ApiCall, gatewayEvent } from './gateway-event.ts';

/** What the API answered. */
export interface ApiAnswer {
  status: number;
  headers: Record<string, string>;
  /** The body as text, and as JSON where it is that. */
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
  json: any;
}

/** The API under test and what stands around it. */
export interface ApiService {
  call(call: ApiCall): Promise<ApiAnswer>;
  store: Store;
  s3: S3Client;
  /** Bodies of the messages in the queue, the delayed ones too, which are taken out of it. */
  takeMessages(): Promise<string[]>;
  /** Ids of the Batch jobs that were terminated. */
  terminated: string[];
  /** Batch jobs by their ids, and the tasks that they were submitted for. Others Batch does not know. */
  jobs: Map<string, readonly string[]>;
  put(bucket: string, key: string, body?: string): Promise<void>;
  close(): Promise<void>;
}

/** Names of the buckets that are there. */
export const BUCKETS = { media: 'media', results: 'results', source: 'partner-videos' };
/** Bucket of the files of this machine, which is there but not configured. */
export const FILES_BUCKET = 'files';

/** Starts everything and loads the handler with an environment that points there. One a process. */
export async function startApiService(environment: Record<string, string> = {}): Promise<ApiService> {
  log.setLogLevel('SILENT');
  const tables = await openTestStore();
  const objects = await startObjects();
  const queues = await startFauxqs();
  const batch = await startBatchRecorder();
  Object.assign(process.env, {
    AWS_REGION: TEST_REGION,
    AWS_ACCESS_KEY_ID: TEST_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: TEST_CREDENTIALS.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: tables.endpoint,
    AWS_ENDPOINT_URL_S3: objects.endpoint,
    AWS_ENDPOINT_URL_SQS: queues.endpoint,
    AWS_ENDPOINT_URL_BATCH: batch.endpoint,
    POSEFLEET_TABLE: tables.store.table,
    POSEFLEET_MEDIA_BUCKET: BUCKETS.media,
    POSEFLEET_RESULTS_BUCKET: BUCKETS.results,
    POSEFLEET_SOURCE_BUCKETS: JSON.stringify({ [BUCKETS.source]: ['local', 'eve'] }),
    POSEFLEET_ANONYMOUS_OWNER: 'local',
    POSEFLEET_QUEUE_URL: `${queues.endpoint}/000000000000/tasks`,
    ...environment,
  });
  const s3 = s3FromEnvironment();
  for (const Bucket of Object.values(BUCKETS)) await s3.send(new CreateBucketCommand({ Bucket }));
  const sqs = new SQSClient({});
  await sqs.send(new CreateQueueCommand({ QueueName: 'tasks' }));
  const { handler } = await import('../../lambdas/api.ts');
  return {
    store: tables.store,
    s3,
    terminated: batch.terminated,
    jobs: batch.jobs,
    async call(call) {
      const result = await handler(gatewayEvent(call));
      const headers = Object.entries(result.multiValueHeaders ?? {});
      const isJson = /json/.test(String(result.multiValueHeaders?.['content-type'])) && result.body !== '';
      const json = isJson ? JSON.parse(result.body) : undefined;
      assertDescribed(call.method, call.path, result.statusCode, json);
      return {
        status: result.statusCode,
        headers: Object.fromEntries(headers.map(([name, values]) => [name, values.join(', ')])),
        text: result.body,
        json,
      };
    },
    async takeMessages() {
      const QueueUrl = process.env.POSEFLEET_QUEUE_URL as string;
      return (await takeMessages(sqs, QueueUrl)).map(({ Body = '' }) => Body);
    },
    async put(Bucket, Key, Body = 'a video') {
      await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
    },
    async close() {
      s3.destroy();
      sqs.destroy();
      await Promise.all([tables.close(), objects.close(), queues.close(), batch.close()]);
    },
  };
}

async function startObjects(): Promise<{ endpoint: string; close(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'posefleet-s3-'));
  const options = { folder, credentials: TEST_CREDENTIALS, filesBucket: FILES_BUCKET };
  const { endpoint, close } = await startS3(options);
  return {
    endpoint,
    async close() {
      await close();
      await rm(folder, { recursive: true });
    },
  };
}

async function startFauxqs(): Promise<{ endpoint: string; close(): Promise<void> }> {
  const app = buildApp({ logger: false });
  const endpoint = await app.listen({ port: 0, host: '127.0.0.1' });
  return { endpoint, close: async () => void (await app.close()) };
}

/** Answers TerminateJob and DescribeJobs as Batch does. */
async function startBatchRecorder(): Promise<{
  endpoint: string;
  terminated: string[];
  jobs: Map<string, readonly string[]>;
  close(): Promise<void>;
}> {
  const terminated: string[] = [];
  const jobs = new Map<string, readonly string[]>();
  const described = (jobId: string) => {
    const environment = [{ name: 'POSEFLEET_TASK_IDS', value: JSON.stringify(jobs.get(jobId)) }];
    return jobs.has(jobId) ? [{ jobId, status: 'RUNNING', container: { environment } }] : [];
  };
  const server = createServer(async (request, response) => {
    const body = JSON.parse((await request.toArray()).join(''));
    if (request.url === '/v1/terminatejob') terminated.push(body.jobId);
    const answer = request.url === '/v1/describejobs' ? { jobs: body.jobs.flatMap(described) } : {};
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    terminated,
    jobs,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
