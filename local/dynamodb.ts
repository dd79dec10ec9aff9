/** DynamoDB's stand-in for one machine: dynalite in this process. */
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import dynalite from 'dynalite';
import { guardServer } from './signed-guard.ts';

/** Milliseconds that open requests have to come to their end when the server is closed. */
const CLOSE_GRACE_MS = 2000;

/** A DynamoDB server on this machine. */
export interface LocalDynamoDb {
  /** `http://127.0.0.1:PORT`, for `AWS_ENDPOINT_URL_DYNAMODB`. */
  endpoint: string;
  /** Ends open requests, then closes the database. */
  close(): Promise<void>;
}

/**
 * Starts a DynamoDB server on 127.0.0.1.
 *
 * @param options.folder where the tables are kept across restarts; in memory when absent. One process at a time.
 * @param options.port a free one by default.
 * @param options.accessKeyId the key that requests must name; any will do when absent.
 * @throws Error when the port is taken.
 */
export async function startDynamoDb({
  folder,
  port = 0,
  accessKeyId,
}: {
  folder?: string;
  port?: number;
  accessKeyId?: string;
} = {}): Promise<LocalDynamoDb> {
  if (folder !== undefined) await mkdir(folder, { recursive: true });
  // dynalite waits half a second on everything that concerns tables, as the real service would.
  const server = dynalite({
    ...(folder === undefined ? {} : { path: folder }),
    createTableMs: 0,
    deleteTableMs: 0,
    updateTableMs: 0,
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  if (accessKeyId !== undefined) guardServer(server, accessKeyId);
  const { port: bound } = server.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${bound}`, close: () => close(server) };
}

/** The SDK's clients keep their connections open, so waiting for them alone would never end. */
async function close(server: Server): Promise<void> {
  const timer = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
  try {
    await new Promise<void>((resolve, reject) => {
      server.close((error) => (error ? reject(error) : resolve()));
      server.closeIdleConnections();
    });
  } finally {
    clearTimeout(timer);
  }
}
