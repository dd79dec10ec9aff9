/** Headers that S3 keeps with an object and gives back. */
import type { ObjectRecord } from './object-index.ts';
import { S3Error } from './s3-error.ts';
import type { S3Request } from './s3-request.ts';

const KEPT = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
];
/** Query parameters with which a reader has S3 answer other headers than were kept. */
const OVERRIDES = KEPT.map((name) => [`response-${name}`, name] as const);
const METADATA_PREFIX = 'x-amz-meta-';
const DEFAULT_TYPE = 'binary/octet-stream';

/** The headers of a request that are kept with the object. */
export function keptHeaders(request: S3Request): Record<string, string> {
  const names = [...Object.keys(request.headers), ...request.query.map(([name]) => name.toLowerCase())];
  const metadata = names.filter((name) => name.startsWith(METADATA_PREFIX));
  const kept: Record<string, string> = {};
  for (const name of [...KEPT, ...metadata]) {
    const value = request.header(name);
    if (value !== undefined) kept[name] = value;
  }
  withoutChunkedEncoding(kept);
  kept['content-type'] ??= DEFAULT_TYPE;
  return kept;
}

/** `aws-chunked` tells how the body came, not what the object is. */
function withoutChunkedEncoding(headers: Record<string, string>): void {
  const encodings = headers['content-encoding']?.split(',').map((name) => name.trim());
  const left = encodings?.filter((name) => name !== 'aws-chunked' && name !== '') ?? [];
  delete headers['content-encoding'];
  if (left.length > 0) headers['content-encoding'] = left.join(',');
}

/** Headers of an answer that tells of an object; without its length. */
export function answeredHeaders(request: S3Request, object: ObjectRecord): Record<string, string> {
  const overrides = OVERRIDES.flatMap(([parameter, name]) => {
    const value = request.parameter(parameter);
    return value === undefined ? [] : [[name, checked(value)] as const];
  });
  return {
    ...object.headers,
    ...Object.fromEntries(overrides),
    etag: `"${object.etag}"`,
    'last-modified': new Date(object.modified).toUTCString(),
    'accept-ranges': 'bytes',
  };
}

/** @throws S3Error `InvalidArgument` for what cannot be sent as a header. */
function checked(value: string): string {
  if (/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) return value;
  throw new S3Error('InvalidArgument', 'Header value cannot be represented using ISO-8859-1.');
}
