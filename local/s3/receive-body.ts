/** Receives a body into a file, checked, without ever holding more than a piece of it. */
import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { decodeChunks } from './aws-chunked.ts';
import { BodyDigests, isChecksumHeader } from './body-digests.ts';
import { S3Error } from './s3-error.ts';
import type { S3Request } from './s3-request.ts';

/** S3's limit of one request, in bytes. */
const LARGEST_BODY = 5 * 2 ** 30;
const CHUNKED = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER';
const HEX_SHA256 = /^[0-9a-f]{64}$/;

/** A body that has been received. */
export interface ReceivedBody {
  file: string;
  /** Bytes. */
  size: number;
  /** Hex MD5. */
  md5: string;
  /** Checksum headers that were checked, to be given back. */
  checksums: Record<string, string>;
}

/**
 * Receives the body of a request into a new file of a folder; the file is removed if anything is wrong with it.
 *
 * @param payload what the signature says of the body.
 * @throws S3Error when the body is not what was announced.
 */
export async function receiveBody(
  request: S3Request,
  payload: string,
  folder: string,
): Promise<ReceivedBody> {
  if (payload.startsWith('STREAMING-') && payload !== CHUNKED) {
    throw new S3Error('NotImplemented', 'Bodies with signed chunks are not known here.');
  }
  const expected = expectedSize(request, payload === CHUNKED);
  const checksums = announcedChecksums(request);
  const sha256 = HEX_SHA256.test(payload) ? { sha256: payload } : {};
  const digests = new BodyDigests(checksums.keys(), { sha256: 'sha256' in sha256 });
  const file = join(folder, randomUUID());
  try {
    const size = await receive(request, { chunked: payload === CHUNKED, checksums, digests, file });
    if (size !== expected)
      throw new S3Error('IncompleteBody', `${expected} bytes were announced, ${size} came.`);
    const md5 = digests.check({ checksums, md5: request.header('content-md5'), ...sha256 });
    return { file, size, md5, checksums: Object.fromEntries(checksums) };
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  }
}

function expectedSize(request: S3Request, chunked: boolean): number {
  const text = request.header(chunked ? 'x-amz-decoded-content-length' : 'content-length');
  if (text === undefined)
    throw new S3Error('MissingContentLength', 'You must provide the Content-Length header.');
  const size = Number(text);
  if (!Number.isSafeInteger(size) || size < 0)
    throw new S3Error('InvalidArgument', 'The length is not a number.');
  if (size > LARGEST_BODY)
    throw new S3Error('EntityTooLarge', 'Your proposed upload exceeds the maximum size.');
  return size;
}

/** Checksums by header; a header that is announced to come after the body has no value yet. */
function announcedChecksums(request: S3Request): Map<string, string> {
  const given = [...Object.keys(request.headers), ...request.query.map(([name]) => name.toLowerCase())];
  const checksums = new Map(given.filter(isChecksumHeader).map((name) => [name, request.header(name) ?? '']));
  for (const name of request.header('x-amz-trailer')?.split(',') ?? []) {
    if (isChecksumHeader(name.trim().toLowerCase())) checksums.set(name.trim().toLowerCase(), '');
  }
  return checksums;
}

interface Receiving {
  chunked: boolean;
  checksums: Map<string, string>;
  digests: BodyDigests;
  file: string;
}

async function receive({ message }: S3Request, work: Receiving): Promise<number> {
  const { chunked, checksums, digests, file } = work;
  let size = 0;
  const onTrailer = (name: string, value: string) => {
    if (checksums.has(name)) checksums.set(name, value);
  };
  await pipeline(
    chunked ? decodeChunks(message, onTrailer) : message,
    async function* (source: AsyncIterable<Buffer>) {
      for await (const piece of source) {
        size += piece.length;
        if (size > LARGEST_BODY)
          throw new S3Error('EntityTooLarge', 'The body is larger than was announced.');
        digests.update(piece);
        yield piece;
      }
    },
    // Flushed, so that not even a power failure leaves an object that is shorter than its record says.
    createWriteStream(file, { flags: 'wx', flush: true, highWaterMark: 2 ** 20 }),
  );
  return size;
}
