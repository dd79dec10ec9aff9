/** The HTTP side of the Batch stand-in, as the SDK speaks to Batch. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { log } from '../../core/log.ts';
import { refusalOf } from '../loopback-guard.ts';
import { closeServer, LOOPBACK, listenOnLoopback } from '../loopback-server.ts';
import { readBody } from '../read-body.ts';
import { sha256Hex } from '../signature/canonical-request.ts';
import { SignatureError } from '../signature/signature-error.ts';
import { type LocalCredentials, verifySignature } from '../signature/verify-signature.ts';
import { BATCH_OPERATIONS, type BatchNames, ClientException } from './batch-operations.ts';
import { LocalBatch } from './local-batch.ts';
import { type BatchSettings, settingsWithDefaults } from './settings.ts';

/** Longest body; Batch itself allows 30 KiB of job. */
const LONGEST_BODY = 2 ** 20;
/** Milliseconds that an idle connection is kept; longer than the SDK's, so that the SDK ends it. */
const KEEP_ALIVE_MS = 60_000;

/** A Batch server on this machine. */
export interface RunningBatch {
  /** `http://127.0.0.1:PORT`, for `AWS_ENDPOINT_URL_BATCH`. */
  endpoint: string;
  /** Begins to work. */
  start(): Promise<void>;
  /** Asks the workers to end and puts their jobs back; then stops. */
  close(): Promise<void>;
  /** Ends all workers at once. */
  killWorkers(): void;
}

/** What the server needs beside the settings. */
export interface BatchServerOptions extends BatchSettings {
  /** Requests must be signed with this key. */
  credentials: LocalCredentials;
  /** A free one by default. */
  port?: number;
}

/** Starts a Batch server on 127.0.0.1. Jobs wait until `start` is called. @throws Error when the port is taken. */
export async function startBatch({
  credentials,
  port = 0,
  ...settings
}: BatchServerOptions): Promise<RunningBatch> {
  const batch = new LocalBatch(settings);
  let bound = port;
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    void serve(request, response, { batch, credentials, port: bound, names: settingsWithDefaults(settings) });
  });
  bound = await listenOnLoopback(server, port);
  return {
    endpoint: `http://${LOOPBACK}:${bound}`,
    start: () => batch.start(),
    killWorkers: () => batch.killWorkers(),
    async close() {
      await closeServer(server);
      await batch.stop();
    },
  };
}

interface Serving {
  batch: LocalBatch;
  credentials: LocalCredentials;
  port: number;
  names: BatchNames;
}

async function serve(request: IncomingMessage, response: ServerResponse, serving: Serving): Promise<void> {
  try {
    respond(response, 200, await answer(request, serving));
  } catch (error) {
    if (error instanceof ClientException) respond(response, 400, { message: error.message }, error.name);
    else if (error instanceof SignatureError) respond(response, 403, { message: error.message }, error.code);
    else {
      log.error('The Batch stand-in failed.', { path: request.url, error: error as Error });
      respond(response, 500, { message: 'Internal error.' }, 'ServerException');
    }
  }
}

async function answer(
  request: IncomingMessage,
  { batch, credentials, port, names }: Serving,
): Promise<object> {
  const refusal = refusalOf(request, port);
  if (refusal !== undefined) throw new SignatureError('AccessDenied', refusal);
  const operation = request.method === 'POST' ? BATCH_OPERATIONS[request.url ?? ''] : undefined;
  if (operation === undefined) throw new ClientException('This operation is not known here.');
  const body = await readBody(request, LONGEST_BODY);
  if (body === undefined) throw new ClientException('The body is too long.');
  const { method = '', headers, url = '' } = request;
  const signed = { method, headers, segments: url.split('/').slice(1), query: [] };
  verifySignature(signed, credentials, 'batch', sha256Hex(body));
  return operation(batch, parseJson(body), names);
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    throw new ClientException('The body is not JSON.');
  }
}

function respond(response: ServerResponse, status: number, body: object, errorType?: string): void {
  const type = errorType === undefined ? {} : { 'x-amzn-errortype': errorType };
  response.writeHead(status, { 'content-type': 'application/json', ...type });
  response.end(JSON.stringify(body));
}
