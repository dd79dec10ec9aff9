/** The service's address: HTTP requests in, events of API Gateway to the same handler that runs in Lambda. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import pLimit from 'p-limit';
import { PosefleetError } from '../../core/errors.ts';
import { log } from '../../core/log.ts';
import { lambdaContext } from '../lambda-context.ts';
import { refusalOf } from '../loopback-guard.ts';
import { closeServer, LOOPBACK, listenOnLoopback } from '../loopback-server.ts';
import { readBody } from '../read-body.ts';
import { proxyEvent } from './proxy-event.ts';

/** API Gateway's limit of a body, in bytes. */
const LARGEST_BODY = 10 * 2 ** 20;
/** Milliseconds that the gateway waits for an answer. */
const ANSWER_MS = 29_000;
/** Milliseconds within which headers, and then the whole request, must have come. */
const HEADERS_MS = 10_000;
const REQUEST_MS = 60_000;
/** Connections at once; more than any person's programs need. */
const MOST_CONNECTIONS = 1000;
/**
 * Requests that the handler has at once; the others wait for their turn. All of them share one SDK, whose 50 connections
 * to each stand-in they would fill, and it counts the wait for one as a connection that cannot be made.
 */
const REQUESTS_AT_ONCE = 16;

/** Statuses whose answers have no body. */
const BODILESS = [204, 304];
/** Status of a request that Node cannot read, by its error's code. */
const BROKEN_STATUS: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/** A handler of API Gateway's events. */
export type ApiHandler = (event: APIGatewayProxyEvent, context: Context) => Promise<APIGatewayProxyResult>;

/** The running front. */
export interface HttpFront {
  /** `http://127.0.0.1:PORT` */
  url: string;
  /** Ends open requests and answers no more; may be called again. */
  close(): Promise<void>;
}

/** Starts to answer on 127.0.0.1. @throws Error `EADDRINUSE` when the port is taken. */
export async function startFront(handler: ApiHandler, port: number): Promise<HttpFront> {
  let bound = port;
  const inTurn = pLimit(REQUESTS_AT_ONCE);
  const limited: ApiHandler = (event, context) => inTurn(() => handler(event, context));
  const server = createServer(
    { headersTimeout: HEADERS_MS, requestTimeout: REQUEST_MS, connectionsCheckingInterval: 1000 },
    (request, response) => void serve(request, response, limited, bound),
  );
  server.maxConnections = MOST_CONNECTIONS;
  server.on('clientError', answerBrokenRequest);
  bound = await listenOnLoopback(server, port);
  let closed: Promise<void> | undefined;
  return {
    url: `http://${LOOPBACK}:${bound}`,
    close() {
      closed ??= closeServer(server);
      return closed;
    },
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  handler: ApiHandler,
  port: number,
): Promise<void> {
  try {
    send(response, await answer(request, handler, port));
  } catch (error) {
    if (!request.complete && request.destroyed) return;
    log.error('A request could not be answered.', { path: request.url, error: error as Error });
    const unexpected = new PosefleetError(
      'internal',
      'Something failed that should not; the log has the reason.',
    );
    if (response.headersSent) response.destroy();
    else send(response, refusal(unexpected));
  }
}

async function answer(
  request: IncomingMessage,
  handler: ApiHandler,
  port: number,
): Promise<APIGatewayProxyResult> {
  const reason = refusalOf(request, port, { ownPages: true });
  if (reason !== undefined) return refusal(new PosefleetError('forbidden', reason));
  const body = await readBody(request, LARGEST_BODY);
  if (body === undefined) {
    const limit = `A body may have at most ${LARGEST_BODY} bytes. Videos go through POST /uploads.`;
    return refusal(new PosefleetError('body_too_large', limit));
  }
  return await handler(proxyEvent(request, body), lambdaContext('api', ANSWER_MS));
}

function refusal(error: PosefleetError): APIGatewayProxyResult {
  const headers = { 'content-type': 'application/json' };
  return { statusCode: error.statusCode, headers, body: JSON.stringify(error) };
}

function send(response: ServerResponse, result: APIGatewayProxyResult): void {
  const { statusCode, headers = {}, multiValueHeaders = {}, body, isBase64Encoded = false } = result;
  const content = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, String(value));
  for (const [name, values] of Object.entries(multiValueHeaders))
    response.setHeader(name, values.map(String));
  if (!BODILESS.includes(statusCode)) response.setHeader('content-length', content.length);
  response.writeHead(statusCode);
  response.end(content);
}

/** What is not HTTP, or comes too slowly, never becomes a request. */
function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const status = BROKEN_STATUS[error.code ?? ''] ?? '400 Bad Request';
  const body = JSON.stringify(
    new PosefleetError('request_invalid', `The request cannot be read: ${status}.`),
  );
  const headers = ['content-type: application/json', `content-length: ${body.length}`, 'connection: close'];
  socket.end([`HTTP/1.1 ${status}`, ...headers, '', body].join('\r\n'));
}
