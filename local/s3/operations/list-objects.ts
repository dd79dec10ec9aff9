/** ListObjectsV2. */
import type { ObjectIndex, ObjectRecord } from '../object-index.ts';
import type { S3Answer, S3Call } from '../s3-call.ts';
import { S3Error } from '../s3-error.ts';
import type { S3Request } from '../s3-request.ts';
import { toXml } from '../xml.ts';

/** S3's limit of entries a page. */
const MOST_ENTRIES = 1000;
/** Later in order than all that begins with what stands before it. */
const LAST_CHARACTER = '\u{10ffff}';

interface Query {
  bucket: string;
  prefix: string;
  delimiter: string;
  /** The page begins after this key. */
  after: string;
  limit: number;
}

/** An object, or a folder in which there are some. */
type Entry = ObjectRecord | { commonPrefix: string };

/** Lists a page of a bucket. */
export function listObjects({ context, request }: S3Call): S3Answer {
  const query = readQuery(request);
  const page = [...take(entries(context.store.index, query), query.limit + 1)];
  const shown = page.slice(0, query.limit);
  const last = shown.at(-1);
  const isTruncated = page.length > shown.length && last !== undefined;
  return {
    status: 200,
    body: toXml('ListBucketResult', result(request, query, shown, isTruncated ? last : undefined)),
  };
}

function readQuery(request: S3Request): Query {
  const limit = Number(request.parameter('max-keys') ?? MOST_ENTRIES);
  if (!Number.isInteger(limit) || limit < 0)
    throw new S3Error('InvalidArgument', 'max-keys must be a number.');
  const token = request.parameter('continuation-token');
  return {
    bucket: request.bucket,
    prefix: request.parameter('prefix') ?? '',
    delimiter: request.parameter('delimiter') ?? '',
    after: token === undefined ? (request.parameter('start-after') ?? '') : decodeToken(token),
    limit: Math.min(limit, MOST_ENTRIES),
  };
}

function* entries(index: ObjectIndex, { bucket, prefix, delimiter, after }: Query): Generator<Entry> {
  const first = index.get(bucket, prefix);
  if (first !== undefined && prefix > after) yield* [first];
  let cursor = after > prefix ? after : prefix;
  for (;;) {
    const object = index.next(bucket, cursor);
    if (object === undefined || !object.key.startsWith(prefix)) return;
    const folder = folderOf(object.key, prefix, delimiter);
    if (folder === undefined) yield object;
    // A folder that the page before ended with, or that the caller starts after, is not told again.
    else if (!after.startsWith(folder)) yield { commonPrefix: folder };
    cursor = folder === undefined ? object.key : folder + LAST_CHARACTER;
  }
}

function folderOf(key: string, prefix: string, delimiter: string): string | undefined {
  const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
  return end < 0 ? undefined : key.slice(0, end + delimiter.length);
}

function* take<T>(items: Iterable<T>, count: number): Generator<T> {
  let left = count;
  for (const item of items) {
    if (left === 0) return;
    left -= 1;
    yield item;
  }
}

function result(request: S3Request, query: Query, shown: Entry[], next: Entry | undefined): object {
  const encode = request.parameter('encoding-type') === 'url' ? encodeURIComponent : (text: string) => text;
  const objects = shown.filter((entry) => 'key' in entry);
  const folders = shown.filter((entry) => 'commonPrefix' in entry);
  return {
    Name: query.bucket,
    Prefix: encode(query.prefix),
    ...(query.delimiter === '' ? {} : { Delimiter: encode(query.delimiter) }),
    MaxKeys: query.limit,
    KeyCount: shown.length,
    IsTruncated: next !== undefined,
    ...(next === undefined ? {} : { NextContinuationToken: encodeToken(next) }),
    Contents: objects.map(({ key, modified, etag, size }) => ({
      Key: encode(key),
      LastModified: new Date(modified).toISOString(),
      ETag: `"${etag}"`,
      Size: size,
      StorageClass: 'STANDARD',
    })),
    CommonPrefixes: folders.map(({ commonPrefix }) => ({ Prefix: encode(commonPrefix) })),
  };
}

function encodeToken(last: Entry): string {
  const after = 'key' in last ? last.key : last.commonPrefix + LAST_CHARACTER;
  return Buffer.from(after).toString('base64url');
}

function decodeToken(token: string): string {
  const after = Buffer.from(token, 'base64url').toString();
  if (after === '') throw new S3Error('InvalidArgument', 'The continuation token provided is incorrect');
  return after;
}
