/** CompleteMultipartUpload: joins the parts into an object. */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import * as z from 'zod';
import type { UploadedPart } from '../multipart-store.ts';
import type { S3Answer, S3Call } from '../s3-call.ts';
import { S3Error } from '../s3-error.ts';
import { parseXml, toXml } from '../xml.ts';
import { commitObject } from './commit-object.ts';
import { uploadId } from './multipart.ts';

/** S3's least size of all parts but the last, in bytes. */
const SMALLEST_PART = 5 * 2 ** 20;
/** Bytes that are copied at once. */
const COPY_BYTES = 2 ** 20;

const completeSchema = z.object({
  CompleteMultipartUpload: z.object({
    Part: z.array(z.object({ PartNumber: z.coerce.number().int(), ETag: z.string() })).min(1),
  }),
});
type NamedPart = z.infer<typeof completeSchema>['CompleteMultipartUpload']['Part'][number];

/** Joins the parts that the body names. */
export async function completeUpload(call: S3Call): Promise<S3Answer> {
  const { context, request } = call;
  const { bucket, key } = request;
  const upload = context.multipart.get(uploadId(request), bucket, key);
  const named = parseXml(await text(request.message), completeSchema).CompleteMultipartUpload.Part;
  const parts = chooseParts(named, context.multipart.parts(upload.id));
  const file = await joinParts(parts, context.store.temporaryFolder);
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  const etag = joinedTag(parts);
  await commitObject(
    call,
    { bucket, key, size, etag, headers: upload.headers },
    file,
    'CompleteMultipartUpload',
  );
  await context.multipart.remove(upload.id);
  const content = { Location: `/${bucket}/${key}`, Bucket: bucket, Key: key, ETag: `"${etag}"` };
  return { status: 200, body: toXml('CompleteMultipartUploadResult', content) };
}

function chooseParts(named: readonly NamedPart[], uploaded: readonly UploadedPart[]): UploadedPart[] {
  if (named.some(({ PartNumber }, index) => PartNumber <= (named[index - 1]?.PartNumber ?? 0))) {
    throw new S3Error('InvalidPartOrder', 'The list of parts was not in ascending order.');
  }
  const byNumber = new Map(uploaded.map((part) => [part.number, part]));
  const parts = named.map((part) => find(part, byNumber));
  const small = parts.slice(0, -1).find(({ size }) => size < SMALLEST_PART);
  if (small === undefined) return parts;
  throw new S3Error('EntityTooSmall', `Part ${small.number} is smaller than the minimum allowed size.`);
}

function find({ PartNumber, ETag }: NamedPart, byNumber: ReadonlyMap<number, UploadedPart>): UploadedPart {
  const part = byNumber.get(PartNumber);
  if (part?.etag === ETag.replaceAll('"', '')) return part;
  throw new S3Error('InvalidPart', `Part ${PartNumber} was not uploaded, or is another than you name.`);
}

async function joinParts(parts: readonly UploadedPart[], folder: string): Promise<string> {
  const target = join(folder, randomUUID());
  try {
    await pipeline(readAll(parts), createWriteStream(target, { flush: true, highWaterMark: COPY_BYTES }));
    return target;
  } catch (error) {
    await rm(target, { force: true });
    throw error;
  }
}

async function* readAll(parts: readonly UploadedPart[]): AsyncGenerator<Buffer> {
  for (const { file } of parts) yield* createReadStream(file, { highWaterMark: COPY_BYTES });
}

/** S3's tag of a joined object: the MD5 of the parts' MD5s, and how many there are. */
function joinedTag(parts: readonly UploadedPart[]): string {
  const hash = createHash('md5');
  for (const { etag } of parts) hash.update(Buffer.from(etag, 'hex'));
  return `${hash.digest('hex')}-${parts.length}`;
}
