/** The local service in this process, with data of its own: one a test file, since its handlers keep their clients. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import { s3FromEnvironment } from '../../core/aws-clients.ts';
import { log } from '../../core/log.ts';
import { LOCAL_NAMES } from '../../local/local-environment.ts';
import { type ServiceOptions, startService } from '../../local/service.ts';
import { ensureModel } from '../../models/pull.ts';
import { temporaryFolder } from '../media/make-media.ts';
import { ServiceClient } from './client.ts';

/** Names of the service's buckets. */
export const BUCKETS = { media: LOCAL_NAMES.mediaBucket, results: LOCAL_NAMES.resultsBucket };
/** Owner of requests that carry no identity. */
export const OWNER = 'local';

/** A running service and what a test needs beside it. */
export interface Harness {
  client: ServiceClient;
  /** A client of the S3 stand-in. */
  s3: S3Client;
  /** A temporary folder. */
  folder: string;
  /** Absolute path of a file in it. */
  file(name: string): string;
  /** Stops the service and removes everything. */
  close(): Promise<void>;
}

/** Starts the service on a free port; models are there when it answers. */
export async function startHarness(options: Partial<ServiceOptions> = {}): Promise<Harness> {
  if (process.env.POWERTOOLS_LOG_LEVEL === undefined) log.setLogLevel('SILENT');
  const folder = await temporaryFolder();
  await Promise.all(['movenet-multipose', 'movenet-thunder'].map((name) => ensureModel(name)));
  const service = await startService({ data: join(folder, 'data'), port: 0, sweepMs: 500, ...options });
  const s3 = s3FromEnvironment();
  return {
    client: new ServiceClient(service.url),
    s3,
    folder,
    file: (name) => join(folder, name),
    async close() {
      s3.destroy();
      await service.close();
      await rm(folder, { recursive: true });
    },
  };
}
