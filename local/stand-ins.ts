/** The stand-ins for AWS, wired to each other as the cloud wires its services. */
import { join } from 'node:path';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { JobStateChange } from './batch/job-detail.ts';
import type { BatchSettings } from './batch/settings.ts';
import { type RunningBatch, startBatch } from './batch/start-batch.ts';
import type { DataFolder } from './data-folder.ts';
import { startDynamoDb } from './dynamodb.ts';
import { Deliveries } from './events/deliver.ts';
import { forwardUpload } from './events/object-created.ts';
import { LOCAL_REGION } from './local-account.ts';
import { awsEnvironment, LOCAL_NAMES, type StandInEndpoints } from './local-environment.ts';
import type { ObjectCreatedEvent } from './s3/object-event.ts';
import { startS3 } from './s3/start-s3.ts';
import { type LocalSqs, type QueueUrls, startSqs } from './sqs.ts';
import { chosenWorkers } from './worker-choice.ts';

/** The running stand-ins. */
export interface StandIns {
  endpoints: StandInEndpoints;
  /** A client of the queues. */
  sqs: SQSClient;
  queues: QueueUrls;
  batch: RunningBatch;
}

/**
 * Puts something between a stand-in and all who call it, such as a proxy.
 *
 * @returns the address that they are given in place of its own.
 */
export type Between = (service: keyof StandInEndpoints, endpoint: string) => Promise<string>;

/** What the stand-ins are to do. */
export interface StandInOptions {
  concurrency: number;
  batch: Partial<BatchSettings>;
  /** @default nothing stands between */
  between?: Between | undefined;
  /** Hears of each change of a job's state. */
  onJobChange: (event: JobStateChange) => Promise<unknown>;
}

/** Starts all of them; each puts its end on the stack. Batch does not work yet. */
export async function startStandIns(
  folder: DataFolder,
  stack: AsyncDisposableStack,
  options: StandInOptions,
): Promise<StandIns> {
  const { credentials, path } = folder;
  const { between = async (_service, endpoint) => endpoint } = options;
  const queues = await startQueues(folder, stack, between);
  const sqs = new SQSClient({ endpoint: queues.endpoint, region: LOCAL_REGION, credentials });
  stack.defer(() => sqs.destroy());
  const { accessKeyId } = credentials;
  const dynamodb = await startDynamoDb({ folder: join(path, 'dynamodb'), accessKeyId });
  stack.defer(() => dynamodb.close());
  const uploads = {
    client: sqs,
    queueUrl: queues.queues['object-created'],
    mediaBucket: LOCAL_NAMES.mediaBucket,
  };
  const s3 = await startS3({
    folder: join(path, 's3'),
    credentials,
    filesBucket: LOCAL_NAMES.filesBucket,
    onObjectCreated: (event: ObjectCreatedEvent) => forwardUpload(event, uploads),
  });
  stack.defer(() => s3.close());
  const endpoints = {
    s3: await between('s3', s3.endpoint),
    dynamodb: await between('dynamodb', dynamodb.endpoint),
    sqs: queues.endpoint,
  };
  const batch = await startWorkers(folder, stack, {
    ...options,
    aws: awsEnvironment(credentials, endpoints),
  });
  const toBatch = await between('batch', batch.endpoint);
  return { endpoints: { ...endpoints, batch: toBatch }, sqs, queues: queues.queues, batch };
}

async function startQueues(
  { path, credentials }: DataFolder,
  stack: AsyncDisposableStack,
  between: Between,
): Promise<Pick<LocalSqs, 'endpoint' | 'queues'>> {
  const { queues, ...server } = await startSqs({ folder: join(path, 'sqs'), credentials });
  stack.defer(() => server.close());
  const endpoint = await between('sqs', server.endpoint);
  // The SDK sends a request to the queue's own URL.
  const urls = Object.entries(queues).map(([name, url]) => [name, `${endpoint}${new URL(url).pathname}`]);
  return { endpoint, queues: Object.fromEntries(urls) as QueueUrls };
}

async function startWorkers(
  { path, credentials }: DataFolder,
  stack: AsyncDisposableStack,
  { concurrency, batch: changes, onJobChange, aws }: StandInOptions & { aws: Record<string, string> },
): Promise<RunningBatch> {
  const deliveries = new Deliveries(onJobChange);
  stack.defer(() => deliveries.stop());
  const batch = await startBatch({
    data: path,
    credentials,
    concurrency,
    queue: LOCAL_NAMES.jobQueue,
    definition: LOCAL_NAMES.jobDefinition,
    ...(await chosenWorkers(aws)),
    onStateChange: (event) => deliveries.send(event),
    ...changes,
  });
  stack.defer(() => batch.close());
  return batch;
}
