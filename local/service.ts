/** The whole service on one machine: stand-ins for AWS, the handlers that run in Lambda, and workers. */
import { resolve } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { s3FromEnvironment } from '../core/aws-clients.ts';
import { createTaskTable } from '../core/store/create-table.ts';
import { handler as answerApi } from '../lambdas/api.ts';
import { handler as reconcile } from '../lambdas/reconcile.ts';
import { setAddedModels } from './added-models.ts';
import type { BatchSettings } from './batch/settings.ts';
import { checkSettings } from './check-settings.ts';
import { holdDataFolder } from './data-folder.ts';
import { type HttpFront, startFront } from './http-front/start-front.ts';
import { defaultConcurrency, LOCAL_NAMES, setEnvironment } from './local-environment.ts';
import { type Between, type StandIns, startStandIns } from './stand-ins.ts';
import { startTriggers } from './triggers.ts';

/** Milliseconds between sweeps; in the cloud it is five minutes. */
const SWEEP_MS = 10_000;
/** Port of the API, unless another is asked for. */
const DEFAULT_PORT = 8000;

/** How the service is to be started. */
export interface ServiceOptions {
  /** Folder of tasks, files and logs, relative to the working directory. */
  data: string;
  /** Port of the API; 0 for a free one. @default 8000 */
  port?: number;
  /** Videos that are worked on at once. @default `POSEFLEET_CONCURRENCY`, or half the cores */
  concurrency?: number;
  /** Milliseconds between sweeps. @default 10000 */
  sweepMs?: number;
  /** Changes to the Batch stand-in, such as another worker; for tests. */
  batch?: Partial<BatchSettings>;
  /** Puts something between the stand-ins and handlers and workers; for tests. */
  between?: Between;
}

/** A running service. */
export interface Service {
  /** Address of the API. */
  url: string;
  /** Absolute path of the data folder. */
  data: string;
  concurrency: number;
  /** Ends open requests, puts running jobs back, and stops. */
  close(): Promise<void>;
  /** Ends all workers at once, for a process that cannot wait. Their jobs are taken up at the next start. */
  killWorkers(): void;
}

/**
 * Starts the service. It sets the environment variables of this process, since the handlers read them, and the
 * handlers keep their clients: one service a process.
 *
 * @throws Error with a full sentence when the data folder is in use; `EADDRINUSE` when the port is.
 */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { port = DEFAULT_PORT, sweepMs = SWEEP_MS, batch = {}, between } = options;
  checkSettings();
  const concurrency = options.concurrency ?? defaultConcurrency();
  // What has started is ended again when a later part does not start.
  await using stack = new AsyncDisposableStack();
  const folder = holdDataFolder(resolve(options.data));
  stack.defer(() => folder.release());
  const ready = Promise.withResolvers<void>();
  const front = await startFrontWhen(ready.promise, port);
  stack.defer(() => front.close());
  const standIns = await startStandIns(folder, stack, {
    concurrency,
    batch,
    between,
    onJobChange: reconcile,
  });
  setEnvironment(folder.credentials, standIns.endpoints, standIns.queues.tasks);
  await setAddedModels();
  await createTableAndBuckets();
  await startWork(standIns, stack, sweepMs);
  ready.resolve();
  folder.announce(front.url);
  return running(front, standIns, stack.move(), { data: folder.path, concurrency });
}

/** Takes the port before anything else is done, and answers once all is there. */
function startFrontWhen(ready: Promise<void>, port: number): Promise<HttpFront> {
  return startFront(async (event, context) => {
    await ready;
    return answerApi(event, context);
  }, port);
}

/** In the cloud the infrastructure makes them. */
async function createTableAndBuckets(): Promise<void> {
  const dynamodb = new DynamoDBClient();
  const s3 = s3FromEnvironment();
  await createTaskTable(dynamodb, LOCAL_NAMES.table);
  for (const Bucket of [LOCAL_NAMES.mediaBucket, LOCAL_NAMES.resultsBucket]) {
    await s3.send(new CreateBucketCommand({ Bucket }));
  }
  dynamodb.destroy();
  s3.destroy();
}

/** What triggers the handlers. */
async function startWork(
  { sqs, queues, batch }: StandIns,
  stack: AsyncDisposableStack,
  sweepMs: number,
): Promise<void> {
  await batch.start();
  const triggers = startTriggers(sqs, queues, sweepMs);
  stack.defer(async () => {
    await Promise.all(triggers.map((trigger) => trigger.stop()));
  });
}

function running(
  front: HttpFront,
  { batch }: StandIns,
  owned: AsyncDisposableStack,
  facts: Pick<Service, 'data' | 'concurrency'>,
): Service {
  const killWorkers = () => batch.killWorkers();
  // Workers are processes of their own, and would go on.
  process.once('exit', killWorkers);
  return {
    ...facts,
    url: front.url,
    killWorkers,
    async close() {
      process.off('exit', killWorkers);
      await front.close();
      await owned.disposeAsync();
    },
  };
}
