/** Fetches a file into a part file: what broke off is gone on with, in this process or a later one. */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Kept, type Origin, PATIENCE, type Patience, type Sending } from './origin.ts';
import type { PartFile } from './part-file.ts';
import { DownloadTrouble, sourceTrouble } from './trouble.ts';

/** What is known of the file, whom to tell, and when to stop. */
export interface DownloadOptions {
  /** Size of the file, where it is known. */
  bytes?: number | undefined;
  /** More is never fetched. */
  mostBytes: number;
  /** Called with the bytes that are here, and the size where it is known. */
  onBytes?: ((done: number, total: number | null) => void) | undefined;
  signal?: AbortSignal | undefined;
  patience?: Patience | undefined;
}

/** However much each try brings, there is an end. */
const MOST_TRIES = 100;

/**
 * Downloads a file.
 *
 * @returns false when there is no such file
 * @throws DownloadTrouble when it cannot be had; what came so far is kept where its rest can be fetched later
 * @throws the signal's reason when it is aborted
 */
export async function download(origin: Origin, part: PartFile, options: DownloadOptions): Promise<boolean> {
  const { patience = PATIENCE, signal } = options;
  await mkdir(dirname(part.path), { recursive: true });
  let fruitless = 0;
  for (let tries = 1; ; tries++) {
    const before = await part.bytes();
    try {
      return await attempt(origin, part, options);
    } catch (error) {
      signal?.throwIfAborted();
      // Anything else is of this machine's own files.
      if (!(error instanceof DownloadTrouble)) throw error;
      const trouble = error;
      if (trouble.isSpoilt) await part.remove();
      fruitless = (await part.bytes()) > before ? 0 : fruitless + 1;
      const pause = patience.pauses[Math.max(0, fruitless - 1)];
      // Who was never reached is most likely not there, and nobody likes to wait for that.
      const isHopeless = trouble.isUnreachable && fruitless === tries;
      if (!trouble.isTransient || isHopeless || tries >= MOST_TRIES || pause === undefined) throw trouble;
      await pauseFor(trouble.retryAfter ?? pause, signal);
    }
  }
}

async function pauseFor(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(milliseconds, undefined, signal && { signal });
  } finally {
    signal?.throwIfAborted();
  }
}

async function attempt(origin: Origin, part: PartFile, options: DownloadOptions): Promise<boolean> {
  options.signal?.throwIfAborted();
  const kept = await part.kept(origin.address);
  if (kept !== undefined && kept.bytes === kept.total) return true;
  const sending = await openSource(origin, kept, options.signal);
  if (sending === undefined) return false;
  try {
    checkSize(sending.total, options);
    if (sending.offset === 0) await beginAnew(origin, part, sending);
    await receive(sending, part, options);
  } finally {
    await sending.close();
  }
  return true;
}

async function openSource(
  origin: Origin,
  kept: Kept | undefined,
  signal: AbortSignal | undefined,
): Promise<Sending | undefined> {
  try {
    return await origin.open(kept, signal);
  } catch (error) {
    throw sourceTrouble(error);
  }
}

/** Tells errors of reading from those of writing, which may have the same codes. */
async function* bytesOf(body: Sending['body']): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    throw sourceTrouble(error);
  }
}

function checkSize(total: number | undefined, { bytes, mostBytes }: DownloadOptions): void {
  if (total === undefined) return;
  if (bytes !== undefined && total !== bytes) throw wrongSize(total, bytes);
  if (total > mostBytes) throw tooLong(undefined, mostBytes);
}

async function beginAnew({ address }: Origin, part: PartFile, { version, total }: Sending): Promise<void> {
  const note = version && { address, version, ...(total !== undefined && { total }) };
  await part.begin(note || undefined);
}

async function receive(
  { body, offset, total }: Sending,
  part: PartFile,
  { bytes, mostBytes, onBytes }: DownloadOptions,
): Promise<void> {
  const size = bytes ?? total;
  const most = size ?? mostBytes;
  let done = offset;
  await using file = await part.append();
  onBytes?.(done, size ?? null);
  for await (const chunk of bytesOf(body)) {
    if (done + chunk.byteLength > most) throw tooLong(size, most);
    // A write may take less than all; `writeFile` repeats it and, on a file that is open, goes on behind the rest.
    await file.writeFile(chunk);
    done += chunk.byteLength;
    onBytes?.(done, size ?? null);
  }
  await file.sync();
  if (total !== undefined && done < total) {
    throw new DownloadTrouble(`broke off after ${done} of ${total} bytes`, { isTransient: true });
  }
  if (bytes !== undefined && done !== bytes) throw wrongSize(done, bytes);
}

function tooLong(size: number | undefined, most: number): DownloadTrouble {
  const limit = size === undefined ? `the ${most} that it may have` : `the ${most} that it should have`;
  return new DownloadTrouble(`has more bytes than ${limit}`, { isSpoilt: true });
}

function wrongSize(found: number, wanted: number): DownloadTrouble {
  return new DownloadTrouble(`has ${found} bytes and not the expected ${wanted}`, { isSpoilt: true });
}
