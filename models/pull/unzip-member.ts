/** Takes one file out of a zip archive. The archive is not trusted: nothing else in it is looked at. */
import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { DownloadTrouble } from './download/trouble.ts';

/** What to take. */
export interface MemberOptions {
  /** Name of the file at the end of its path in the archive, such as `end2end.onnx`. */
  member: string;
  /** Size that it must have, where it is known. */
  bytes?: number | undefined;
  /** Bytes that it may have at most. */
  mostBytes: number;
  onBytes?: ((done: number, total: number) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/** Archives of models have a handful of files. */
const MOST_ENTRIES = 10_000;

/**
 * Writes a file out of an archive.
 *
 * @throws DownloadTrouble when the archive is broken or hostile, or does not have the file once
 * @throws the signal's reason when it is aborted
 */
export async function unzipMember(archive: string, path: string, options: MemberOptions): Promise<void> {
  const zip = await reading(() => openPromise(archive, { autoClose: false }));
  try {
    const entry = await reading(() => findMember(zip, options.member));
    checkSize(entry, options);
    const content = await reading(() => zip.openReadStreamPromise(entry));
    await write(content, path, entry, options);
  } finally {
    zip.close();
  }
}

async function findMember(zip: ZipFile, member: string): Promise<Entry> {
  if (zip.entryCount > MOST_ENTRIES) throw new Error(`it has ${zip.entryCount} files`);
  const found: Entry[] = [];
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName === member || entry.fileName.endsWith(`/${member}`)) found.push(entry);
  }
  const [first, second] = found;
  if (first === undefined) throw new Error(`there is no ${member} in it`);
  if (second !== undefined)
    throw new Error(`it has several ${member}: ${first.fileName} and ${second.fileName}`);
  if (first.isEncrypted()) throw new Error(`${member} is encrypted`);
  return first;
}

function checkSize({ fileName, uncompressedSize }: Entry, { bytes, mostBytes }: MemberOptions): void {
  const expected = bytes === undefined ? `at most ${mostBytes}` : String(bytes);
  const isRight = bytes === undefined ? uncompressedSize <= mostBytes : uncompressedSize === bytes;
  if (!isRight) throw broken(`${fileName} has ${uncompressedSize} bytes and not ${expected}`);
}

async function write(
  content: Readable,
  path: string,
  { crc32: expected, fileName, uncompressedSize }: Entry,
  { onBytes, signal }: MemberOptions,
): Promise<void> {
  let done = 0;
  let sum = 0;
  async function* counted(chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      sum = crc32(chunk, sum);
      done += chunk.byteLength;
      onBytes?.(done, uncompressedSize);
      yield chunk;
    }
  }
  // yauzl ends with an error when more comes than the archive says, or less.
  const file = createWriteStream(path, { flush: true });
  await reading(() => pipeline(content, counted, file, { ...(signal && { signal }) }), signal);
  if (sum !== expected) throw broken(`${fileName} does not have the checksum that it should have`);
}

/** Turns what yauzl and zlib say of an archive into a trouble; errors of this machine's files are left. */
async function reading<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  try {
    return await work();
  } catch (error) {
    signal?.throwIfAborted();
    const { message, syscall } = error as NodeJS.ErrnoException;
    if (syscall !== undefined) throw error;
    throw broken(message, error);
  }
}

function broken(reason: string, cause?: unknown): DownloadTrouble {
  return new DownloadTrouble(`is no archive that can be used: ${reason}`, { cause });
}
