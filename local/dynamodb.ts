/** DynamoDB's stand-in for one machine: dynalite in this process. */
import { mkdir } from 'node:fs/promises';
import dynalite from 'dynalite';
import { closeServer, LOOPBACK, listenOnLoopback } from './loopback-server.ts';
import { guardServer } from './signed-guard.ts';

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
  const bound = await listenOnLoopback(server, port);
  if (accessKeyId !== undefined) guardServer(server, accessKeyId);
  return { endpoint: `http://${LOOPBACK}:${bound}`, close: () => closeServer(server) };
}
