/** A file from a signed URL to the disk: streamed, checked for its length, in place at once or not at all. */
import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { access, link, mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CliError, usageError } from './cli-error.ts';
import { CLI_EXIT } from './exit-codes.ts';
import { exchange } from './http.ts';
import { retryAfterMs, withRetries } from './retry.ts';

/** A download. */
export interface Download {
  /** A signed URL; asked for at every try, since they end after minutes. */
  url: () => Promise<string>;
  /** Absolute path of the file to be. */
  target: string;
  /** Whether a file that is there may be replaced. */
  force: boolean;
  signal: AbortSignal;
}

/** Downloads, patiently. @throws CliError when a file is there already, or the storage refuses or is not reached. */
export async function download({ url, target, force, signal }: Download): Promise<void> {
  if (!force && (await exists(target))) throw thereAlready(target);
  await mkdir(dirname(target), { recursive: true });
  const temporary = `${target}.${randomUUID().slice(0, 8)}.part`;
  try {
    await withRetries(async () => fetchTo(await url(), temporary, signal), { signal });
    await (force ? rename(temporary, target) : putInPlace(temporary, target));
  } finally {
    await rm(temporary, { force: true });
  }
}

/** @throws CliError when one of the files is there. */
export async function refuseExisting(targets: readonly string[]): Promise<void> {
  for (const target of targets) if (await exists(target)) throw thereAlready(target);
}

async function fetchTo(url: string, path: string, signal: AbortSignal): Promise<void> {
  await exchange(url, { signal }, 'The storage of the service', async (response) => {
    if (!response.ok) throw await refused(response);
    const body = response.body === null ? Readable.from([]) : Readable.fromWeb(response.body);
    await pipeline(body, createWriteStream(path), { signal });
    await checkLength(response, path);
  });
}

/** Fetch itself notices most broken connections; this makes sure. A compressed answer has another length. */
async function checkLength({ headers }: Response, path: string): Promise<void> {
  const expected = headers.get('content-length');
  if (expected === null || headers.has('content-encoding')) return;
  const { size } = await stat(path);
  if (size === Number(expected)) return;
  const message = `The storage of the service sent ${size} of ${expected} bytes.`;
  throw new CliError(CLI_EXIT.unreachable, 'unreachable', message, { retry: { afterMs: undefined } });
}

async function refused(response: Response): Promise<CliError> {
  const text = await response.text();
  const code = /<Code>([^<]*)<\/Code>/.exec(text)?.[1] ?? 'no reason';
  const message = `The storage of the service refused the download with HTTP ${response.status} (${code}).`;
  const repeatable = response.status >= 500 || [403, 408, 429].includes(response.status);
  return new CliError(CLI_EXIT.refused, 'download_refused', message, {
    status: response.status,
    ...(repeatable ? { retry: { afterMs: retryAfterMs(response.headers.get('retry-after')) } } : {}),
  });
}

/** Unlike a rename, a link never replaces what somebody else has put there meanwhile. */
async function putInPlace(temporary: string, target: string): Promise<void> {
  try {
    await link(temporary, target);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EEXIST') throw thereAlready(target);
    // Some file systems have no links.
    await rename(temporary, target);
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function thereAlready(target: string): CliError {
  return usageError(`${target} is there already. --force replaces it, another --out keeps both.`);
}
