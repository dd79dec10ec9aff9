/** A stand-in for a server of files on 127.0.0.1, that can be told to serve them badly. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How one request is answered. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A request that came. */
export interface SeenRequest {
  path: string;
  range: string | undefined;
  ifRange: string | undefined;
  authorization: string | undefined;
}

/** A running server. */
export interface FileServer extends AsyncDisposable {
  /** Address of a path. */
  at(path: string): string;
  seen: SeenRequest[];
  /** Sets how a path is answered: the first, second … time; the last answer holds for all further ones. */
  serve(path: string, ...answers: [Answer, ...Answer[]]): void;
  /** Sets how all other paths are answered. @default not found */
  serveAll(answer: Answer): void;
}

/** Starts a server on a free port. What is not served is not found. */
export async function startFileServer(): Promise<FileServer> {
  const served = new Map<string, Answer[]>();
  const seen: SeenRequest[] = [];
  let otherwise = status(404);
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    seen.push({
      path,
      range: request.headers.range,
      ifRange: request.headers['if-range'] as string | undefined,
      authorization: request.headers.authorization,
    });
    const answers = served.get(path) ?? [];
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    (answer ?? otherwise)(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    at: (path) => `http://127.0.0.1:${port}${path}`,
    seen,
    serve: (path, ...answers) => void served.set(path, answers),
    serveAll: (answer) => {
      otherwise = answer;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What a server may get wrong. */
export interface Manners {
  /** The version's tag; null for none. @default a hash of the content */
  etag?: string | null;
  /** Whether parts are sent. @default true */
  ranges?: boolean;
  /** Bytes after which the connection breaks, or nothing more comes. */
  breakAfter?: number;
  stallAfter?: number;
  /** `Content-Length`, where it is not the truth; null for none. */
  length?: number | null;
}

/** Serves a file, by ranges too. */
export function file(content: Uint8Array, manners: Manners = {}): Answer {
  const etag = manners.etag === undefined ? `"${hash(content)}"` : manners.etag;
  return (request, response) => {
    const start = manners.ranges === false ? 0 : rangeStart(request, etag);
    if (start >= content.byteLength && start > 0) {
      response.writeHead(416).end();
      return;
    }
    const rest = content.subarray(start);
    if (etag !== null) response.setHeader('etag', etag);
    if (start > 0) {
      response.statusCode = 206;
      response.setHeader('content-range', `bytes ${start}-${content.byteLength - 1}/${content.byteLength}`);
    }
    if (manners.length !== null) response.setHeader('content-length', manners.length ?? rest.byteLength);
    // Otherwise Node would add the length when it knows all that is sent.
    response.flushHeaders();
    send(response, rest, manners);
  };
}

/** Answers with a status alone. */
export function status(code: number, headers: Record<string, string> = {}): Answer {
  return (_request, response) => response.writeHead(code, headers).end();
}

/** Sends on to another place. */
export function redirect(location: string): Answer {
  return status(302, { location });
}

function send(response: ServerResponse, rest: Uint8Array, { breakAfter, stallAfter }: Manners): void {
  if (breakAfter !== undefined) {
    // Not at once: what still lies in the client's buffers when a connection breaks is lost.
    response.write(rest.subarray(0, breakAfter), () => setTimeout(() => response.destroy(), 200));
  } else if (stallAfter !== undefined) {
    response.write(rest.subarray(0, stallAfter));
  } else {
    // A wrong length must not be corrected.
    response.strictContentLength = false;
    response.end(rest);
  }
}

function rangeStart({ headers }: IncomingMessage, etag: string | null): number {
  const asked = /^bytes=(\d+)-$/u.exec(headers.range ?? '');
  if (asked === null || (headers['if-range'] !== undefined && headers['if-range'] !== etag)) return 0;
  return Number(asked[1]);
}

function hash(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 16);
}
