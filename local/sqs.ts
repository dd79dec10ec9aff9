/** SQS's stand-in for one machine: fauxqs in this process, its queues on disk. */
import type { AddressInfo } from 'node:net';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { buildApp } from 'fauxqs';
import { deadLetterName, MOST_DELIVERIES, QUEUES, type QueueName } from '../core/queues.ts';
import { LOCAL_REGION } from './local-account.ts';
import { LOOPBACK } from './loopback-server.ts';
import type { LocalCredentials } from './signature/verify-signature.ts';
import { strangerRefusal } from './signed-guard.ts';

/** Seconds after which a message that was not handled is delivered again. */
const VISIBILITY_SECONDS = 15;
/** Requests of SQS have this type; fauxqs would answer others as S3 and SNS. */
const SQS_TYPE = 'application/x-amz-json-1.0';

/** URLs of the queues of core's table, and of their dead-letter queues. */
export type QueueUrls = Record<QueueName | `${QueueName}-dead`, string>;

/** An SQS server on this machine. */
export interface LocalSqs {
  /** `http://127.0.0.1:PORT`, for `AWS_ENDPOINT_URL_SQS`. */
  endpoint: string;
  queues: QueueUrls;
  close(): Promise<void>;
}

/** What the server needs. */
export interface LocalSqsOptions {
  /** Where the messages are kept. One process at a time. */
  folder: string;
  /** Requests must name this access key. */
  credentials: LocalCredentials;
  /** A free one by default. */
  port?: number;
}

/** Starts an SQS server on 127.0.0.1 with its queues. @throws Error when the port is taken. */
export async function startSqs({ folder, credentials, port = 0 }: LocalSqsOptions): Promise<LocalSqs> {
  const { stores, persistence } = await openStores(folder);
  const app = buildApp({ logger: false, defaultRegion: LOCAL_REGION, stores });
  let bound = port;
  app.addHook('onRequest', async (request, reply) => {
    const isSqs = request.method === 'POST' && request.headers['content-type'] === SQS_TYPE;
    const refusal = strangerRefusal(request.raw, bound, credentials.accessKeyId);
    if (refusal === undefined && isSqs) return;
    await reply
      .code(403)
      .send({ __type: 'AccessDenied', message: refusal ?? 'Only requests to SQS are answered.' });
  });
  // Not startFauxqs, which listens on all addresses.
  await app.listen({ port, host: LOOPBACK });
  bound = (app.server.address() as AddressInfo).port;
  const endpoint = `http://${LOOPBACK}:${bound}`;
  const close = async () => {
    await app.close();
    persistence.close();
  };
  return { endpoint, queues: await createQueues(endpoint, credentials), close };
}

type Stores = NonNullable<NonNullable<Parameters<typeof buildApp>[0]>['stores']>;
interface Persistence {
  loadSqsAndSns(sqs: unknown, sns: unknown): void;
  close(): void;
}

/**
 * The stores of fauxqs with its persistence. The package exports them only through `startFauxqs`, so they are
 * imported by their files; its version is pinned, and a test holds that messages outlive a restart.
 */
async function openStores(folder: string): Promise<{ stores: Stores; persistence: Persistence }> {
  const part = (path: string) => import(new URL(path, import.meta.resolve('fauxqs')).href);
  const [{ SqsStore }, { SnsStore }, { S3Store }, { PersistenceManager }] = await Promise.all([
    part('./sqs/sqsStore.js'),
    part('./sns/snsStore.js'),
    part('./s3/s3Store.js'),
    part('./persistence.js'),
  ]);
  const stores = { sqsStore: new SqsStore(), snsStore: new SnsStore(), s3Store: new S3Store() };
  const persistence = new PersistenceManager(folder);
  // It would write a null where its table allows none, so that making a message visible at once fails. Without it
  // such a message is only, after a restart, visible when it would have been anyway.
  persistence.updateMessageReady = () => {};
  persistence.loadSqsAndSns(stores.sqsStore, stores.snsStore);
  stores.sqsStore.persistence = persistence;
  for (const queue of stores.sqsStore.allQueues()) queue.persistence = persistence;
  return { stores, persistence };
}

async function createQueues(endpoint: string, credentials: LocalCredentials): Promise<QueueUrls> {
  const client = new SQSClient({ endpoint, region: LOCAL_REGION, credentials });
  // A queue that was made before remembers the port of then.
  const here = (url: string) => `${endpoint}${new URL(url).pathname}`;
  const urls: Partial<QueueUrls> = {};
  try {
    for (const name of Object.keys(QUEUES) as QueueName[]) {
      const [url, dead] = await createQueue(client, name);
      urls[name] = here(url);
      urls[deadLetterName(name)] = here(dead);
    }
    return urls as QueueUrls;
  } finally {
    client.destroy();
  }
}

/** Makes a queue and its dead-letter queue, or brings them up to date. @returns the URLs of both. */
async function createQueue(client: SQSClient, name: QueueName): Promise<[url: string, deadUrl: string]> {
  const { QueueUrl: dead = '' } = await client.send(
    new CreateQueueCommand({ QueueName: deadLetterName(name) }),
  );
  const { QueueUrl: url = '' } = await client.send(new CreateQueueCommand({ QueueName: name }));
  const { Attributes: { QueueArn: deadLetterTargetArn } = {} } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: dead, AttributeNames: ['QueueArn'] }),
  );
  const Attributes = {
    VisibilityTimeout: String(VISIBILITY_SECONDS),
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: MOST_DELIVERIES }),
  };
  await client.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes }));
  return [url, dead];
}
