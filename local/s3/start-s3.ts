/** S3's stand-in for one machine: objects are files, and bodies of any size stream through. */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { log } from '../../core/log.ts';
import { refusalOf } from '../loopback-guard.ts';
import { closeServer, LOOPBACK, listenOnLoopback } from '../loopback-server.ts';
import { SignatureError } from '../signature/signature-error.ts';
import { type LocalCredentials, verifySignature } from '../signature/verify-signature.ts';
import { MultipartStore } from './multipart-store.ts';
import type { ObjectCreatedEvent } from './object-event.ts';
import { ObjectStore } from './object-store.ts';
import { findOperation } from './routes.ts';
import type { S3Answer, S3Context } from './s3-call.ts';
import { S3Error } from './s3-error.ts';
import { readRequest } from './s3-request.ts';
import { errorXml } from './xml.ts';

/** Milliseconds that a caller whose request was refused may go on sending its body. */
const REFUSED_BODY_MS = 5000;
/** Milliseconds that an idle connection is kept; longer than the SDK's, so that the SDK ends it. */
const KEEP_ALIVE_MS = 60_000;

/** Milliseconds after which an upload that nobody completed is given up; in the cloud a rule of the bucket. */
const UPLOAD_KEPT_MS = 2 * 86_400_000;
const HOUR_MS = 3_600_000;

/** An S3 server on this machine. */
export interface LocalS3 {
  /** `http://127.0.0.1:PORT`, for `AWS_ENDPOINT_URL_S3`; buckets are named in the path. */
  endpoint: string;
  /** Ends open requests, then closes the store. */
  close(): Promise<void>;
}

/** What the stand-in needs. */
export interface LocalS3Options {
  /** Where the objects lie: `<folder>/<bucket>/<key>`. One process at a time. */
  folder: string;
  /** Requests must be signed with this key. */
  credentials: LocalCredentials;
  /** A free one by default. */
  port?: number;
  /** Bucket whose keys are absolute paths on this machine, without the leading slash; read only. */
  filesBucket?: string;
  /** Is told of each new object, before the caller is. */
  onObjectCreated?: (event: ObjectCreatedEvent) => Promise<void>;
}

/** Starts an S3 server on 127.0.0.1. @throws Error when the port is taken. */
export async function startS3(options: LocalS3Options): Promise<LocalS3> {
  const { folder, credentials, port = 0, filesBucket, onObjectCreated = async () => {} } = options;
  const store = new ObjectStore(folder);
  const multipart = new MultipartStore(store);
  const context: S3Context = { store, multipart, filesBucket, onObjectCreated };
  let bound = port;
  const listener = (message: IncomingMessage, response: ServerResponse) =>
    void serve(message, response, { context, credentials, port: bound });
  // No limit of time: a video of 5 GB may come through a slow link.
  const server = createServer({ requestTimeout: 0, keepAliveTimeout: KEEP_ALIVE_MS }, listener);
  // A caller that asks first is told of a wrong signature before it sends gigabytes.
  server.on('checkContinue', listener);
  try {
    bound = await listenOnLoopback(server, port);
  } catch (error) {
    store.close();
    throw error;
  }
  const tidying = setInterval(() => void removeOldUploads(multipart), HOUR_MS).unref();
  void removeOldUploads(multipart);
  const close = async () => {
    clearInterval(tidying);
    await closeServer(server);
    store.close();
  };
  return { endpoint: `http://${LOOPBACK}:${bound}`, close };
}

function removeOldUploads(multipart: MultipartStore): Promise<void> {
  return multipart
    .removeOld(Date.now() - UPLOAD_KEPT_MS)
    .catch((error) => log.warn('Old uploads could not be removed.', { error }));
}

interface Serving {
  context: S3Context;
  credentials: LocalCredentials;
  port: number;
}

async function serve(message: IncomingMessage, response: ServerResponse, serving: Serving): Promise<void> {
  const requestId = randomBytes(8).toString('hex').toUpperCase();
  response.setHeader('x-amz-request-id', requestId);
  try {
    await send(message, response, await answerOf(message, response, serving, requestId));
  } catch (error) {
    if (response.headersSent || message.socket.destroyed) response.destroy();
    else await sendError(message, response, asS3Error(error, message), requestId);
  }
}

function answerOf(
  message: IncomingMessage,
  response: ServerResponse,
  { context, credentials, port }: Serving,
  requestId: string,
): S3Answer | Promise<S3Answer> {
  const refusal = refusalOf(message, port);
  if (refusal !== undefined) throw new S3Error('AccessDenied', refusal);
  const request = readRequest(message);
  const payload = verifySignature(request, credentials, 's3');
  const operation = findOperation(request, context);
  if (message.headers.expect !== undefined) response.writeContinue();
  return operation({ context, request, payload, requestId });
}

async function send(message: IncomingMessage, response: ServerResponse, answer: S3Answer): Promise<void> {
  const { status, headers = {}, body } = answer;
  if (typeof body === 'string') headers['content-type'] = 'application/xml';
  response.writeHead(status, headers);
  if (body === undefined || typeof body === 'string') response.end(body);
  else await pipeline(body, response);
  if (!message.complete) endLater(message);
}

async function sendError(
  message: IncomingMessage,
  response: ServerResponse,
  error: S3Error,
  requestId: string,
): Promise<void> {
  const body = message.method === 'HEAD' ? {} : { body: errorXml(error, requestId) };
  await send(message, response, { status: error.status, headers: { ...error.headers }, ...body });
}

/** Whoever reads the answer only after having sent all of the body should come to read it, but not for ever. */
function endLater(message: IncomingMessage): void {
  message.resume();
  const timer = setTimeout(() => message.destroy(), REFUSED_BODY_MS);
  message.once('close', () => clearTimeout(timer));
}

function asS3Error(error: unknown, { method, url }: IncomingMessage): S3Error {
  if (error instanceof S3Error) return error;
  if (error instanceof SignatureError) return new S3Error(error.code, error.message);
  const path = url?.split('?')[0];
  log.error('The S3 stand-in failed.', { method, path, error: error as Error });
  return new S3Error('InternalError', 'We encountered an internal error. Please try again.');
}
