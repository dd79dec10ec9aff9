/** One part of a file on its way to S3, streamed from disk. */
import { createReadStream } from 'node:fs';
import { CliError } from './cli-error.ts';
import { CLI_EXIT } from './exit-codes.ts';
import { exchange } from './http.ts';
import { retryAfterMs, withRetries } from './retry.ts';

/** Bytes that are read from disk at a time. */
const READ_BYTES = 256 * 1024;

/** A part: bytes `start` up to and without `end` of a file. */
export interface FilePart {
  path: string;
  start: number;
  end: number;
}

/** Where a part goes to, and how its progress is told. */
export interface PartTarget {
  /** A signed URL; asked for again after it was refused. */
  url: () => Promise<string>;
  refused: () => void;
  /** Bytes gone out since the last call; negative when a broken part begins again. */
  moved: (bytes: number) => void;
  signal: AbortSignal;
}

/** Sends a part, patiently. @throws CliError when S3 refuses it or cannot be reached. */
export async function sendPart(part: FilePart, target: PartTarget): Promise<void> {
  await withRetries(() => sendOnce(part, target), target);
}

async function sendOnce(part: FilePart, { url, refused, moved, signal }: PartTarget): Promise<void> {
  let sent = 0;
  const count = (bytes: number): void => {
    sent += bytes;
    moved(bytes);
  };
  try {
    await exchange(await url(), putRequest(part, count, signal), 'The storage of the service', accepted);
  } catch (error) {
    moved(-sent);
    if (error instanceof CliError && error.status === 403) refused();
    throw error;
  }
}

/** S3 wants the length beforehand and refuses chunked bodies, hence the header; `half` lets a body be a stream. */
function putRequest(part: FilePart, count: (bytes: number) => void, signal: AbortSignal): RequestInit {
  const headers = { 'content-length': String(part.end - part.start) };
  return { method: 'PUT', headers, body: bytesOf(part, count), duplex: 'half', redirect: 'error', signal };
}

async function* bytesOf({ path, start, end }: FilePart, count: (bytes: number) => void) {
  const stream = createReadStream(path, { start, end: end - 1, highWaterMark: READ_BYTES });
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    yield chunk;
    count(chunk.length);
  }
}

async function accepted(response: Response): Promise<void> {
  const text = await response.text();
  if (response.ok) return;
  const code = /<Code>([^<]*)<\/Code>/.exec(text)?.[1] ?? `http_${response.status}`;
  const repeatable = response.status >= 500 || [403, 408, 429].includes(response.status);
  throw new CliError(
    CLI_EXIT.refused,
    response.status === 404 ? 'upload_not_found' : 'upload_refused',
    `The storage of the service refused a part of the upload with HTTP ${response.status} (${code}).`,
    {
      status: response.status,
      ...(repeatable ? { retry: { afterMs: retryAfterMs(response.headers.get('retry-after')) } } : {}),
    },
  );
}
