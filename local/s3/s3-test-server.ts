/** A stand-in of S3 with a client, for tests. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { LOCAL_REGION } from '../local-account.ts';
import type { ObjectCreatedEvent } from './object-event.ts';
import { startS3 } from './start-s3.ts';

/** Access key of the tests. */
export const CREDENTIALS = { accessKeyId: 'LOCALTEST', secretAccessKey: 'a secret of the tests' };
/** Bucket of this machine's files in the tests. */
export const FILES_BUCKET = 'this-machine';

/** A running stand-in. */
export interface S3TestServer {
  readonly s3: S3Client;
  endpoint: string;
  folder: string;
  events: ObjectCreatedEvent[];
  /** Another client, as the SDK makes it but for these settings. */
  client(config?: S3ClientConfig): S3Client;
  /** Stops the server and starts it again on the same folder. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a stand-in on a temporary folder. */
export async function startS3TestServer(): Promise<S3TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'posefleet-s3-'));
  const events: ObjectCreatedEvent[] = [];
  const start = (port: number) =>
    startS3({
      folder,
      port,
      credentials: CREDENTIALS,
      filesBucket: FILES_BUCKET,
      onObjectCreated: async (event) => void events.push(event),
    });
  let server = await start(0);
  const { endpoint } = server;
  const clients: S3Client[] = [];
  const client = (config: S3ClientConfig = {}) => {
    const base = {
      endpoint,
      region: LOCAL_REGION,
      credentials: CREDENTIALS,
      forcePathStyle: true,
      maxAttempts: 1,
    };
    const made = new S3Client({ ...base, ...config });
    clients.push(made);
    return made;
  };
  let s3 = client();
  return {
    get s3() {
      return s3;
    },
    endpoint,
    folder,
    events,
    client,
    async restart() {
      await server.close();
      // The old one would try the connections that it has kept.
      s3 = client();
      server = await start(Number(new URL(endpoint).port));
    },
    async close() {
      for (const made of clients) made.destroy();
      await server.close();
      await rm(folder, { recursive: true });
    },
  };
}
