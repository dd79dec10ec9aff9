/** Requests that depend on what the object is at the moment. */
import type { ObjectRecord } from './object-index.ts';
import { S3Error } from './s3-error.ts';
import type { S3Request } from './s3-request.ts';

type Version = Pick<ObjectRecord, 'etag' | 'modified'>;

/**
 * Whether a reader has this version already, so that 304 is the answer.
 *
 * @throws S3Error `PreconditionFailed`
 */
export function isUnchanged(request: S3Request, object: Version): boolean {
  const match = request.header('if-match');
  if (match !== undefined && !matches(match, object)) throw failed('If-Match');
  const before = request.header('if-unmodified-since');
  if (match === undefined && before !== undefined && isNewer(object, before))
    throw failed('If-Unmodified-Since');
  const noneMatch = request.header('if-none-match');
  if (noneMatch !== undefined) return matches(noneMatch, object);
  const since = request.header('if-modified-since');
  return since !== undefined && !isNewer(object, since);
}

/** Whether an object may be written over what is there. @throws S3Error `PreconditionFailed` or `NoSuchKey` */
export function checkWrite(request: S3Request, existing: Version | undefined): void {
  const noneMatch = request.header('if-none-match');
  if (noneMatch !== undefined && existing !== undefined && matches(noneMatch, existing)) {
    throw failed('If-None-Match');
  }
  const match = request.header('if-match');
  if (match === undefined) return;
  if (existing === undefined) throw new S3Error('NoSuchKey', 'The specified key does not exist.');
  if (!matches(match, existing)) throw failed('If-Match');
}

function matches(header: string, { etag }: Version): boolean {
  const tags = header.split(',').map((tag) => tag.trim().replace(/^(W\/)?"(.*)"$/, '$2'));
  return tags.includes('*') || tags.includes(etag);
}

/** HTTP knows only whole seconds. */
function isNewer({ modified }: Version, date: string): boolean {
  return Math.floor(modified / 1000) * 1000 > Date.parse(date);
}

function failed(condition: string): S3Error {
  return new S3Error('PreconditionFailed', `The condition ${condition} did not hold.`);
}
