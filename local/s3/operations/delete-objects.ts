/** DeleteObject and DeleteObjects. */
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import type { S3Answer, S3Call } from '../s3-call.ts';
import { S3Error } from '../s3-error.ts';
import { parseXml, toXml } from '../xml.ts';

/** S3's limit of keys a request. */
const MOST_KEYS = 1000;
/** Longest body: that many keys of 1,024 bytes, all of whose characters are written as entities. */
const LONGEST_BODY = 16 * 2 ** 20;

const deleteSchema = z.object({
  Delete: z.object({
    Object: z.array(z.object({ Key: z.string().min(1) })).max(MOST_KEYS),
    Quiet: z.string().optional(),
  }),
});

/** Removes an object; one that is not there counts as removed. */
export function deleteObject({ context, request }: S3Call): S3Answer {
  context.store.remove(request.bucket, request.key);
  return { status: 204 };
}

/** Removes the objects that the body names. */
export async function deleteObjects({ context, request }: S3Call): Promise<S3Answer> {
  if (Number(request.header('content-length') ?? 0) > LONGEST_BODY) {
    throw new S3Error('EntityTooLarge', 'The list of keys is too long.');
  }
  const { Delete } = parseXml(await text(request.message), deleteSchema);
  for (const { Key } of Delete.Object) context.store.remove(request.bucket, Key);
  const Deleted = Delete.Quiet === 'true' ? [] : Delete.Object.map(({ Key }) => ({ Key }));
  return { status: 200, body: toXml('DeleteResult', { Deleted }) };
}
