/** A request to the stand-in, taken apart. Buckets are named in the path, never in the host. */
import type { IncomingMessage } from 'node:http';
import type { SignableRequest } from '../signature/canonical-request.ts';
import { S3Error } from './s3-error.ts';

/** Longest key that S3 accepts, in bytes of UTF-8. */
const LONGEST_KEY_BYTES = 1024;

/** A request. */
export interface S3Request extends SignableRequest {
  /** Empty for requests about all buckets. */
  bucket: string;
  /** Empty for requests about a bucket. */
  key: string;
  /** Value of a query parameter; an empty one is an empty string. */
  parameter(name: string): string | undefined;
  /** Value of a header; a signed URL may carry `x-amz-` headers in its query. */
  header(name: string): string | undefined;
  message: IncomingMessage;
}

/** Takes a request apart. @throws S3Error `InvalidURI` or `KeyTooLongError` */
export function readRequest(message: IncomingMessage): S3Request {
  const [path = '', search = ''] = (message.url ?? '/').split(/\?(.*)/s);
  const segments = path.split('/').slice(1).map(decode);
  const query = search.split('&').flatMap(queryPair);
  const [bucket = '', ...rest] = segments;
  const key = rest.join('/');
  if (Buffer.byteLength(key) > LONGEST_KEY_BYTES)
    throw new S3Error('KeyTooLongError', 'Your key is too long');
  const parameter = (name: string) => query.find(([key]) => key === name)?.[1];
  const header = (name: string) => headerOf(message, name) ?? hoisted(query, name);
  return {
    method: message.method ?? 'GET',
    segments,
    query,
    headers: message.headers,
    bucket,
    key,
    parameter,
    header,
    message,
  };
}

function headerOf({ headers }: IncomingMessage, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}

function hoisted(query: S3Request['query'], name: string): string | undefined {
  return name.startsWith('x-amz-') ? query.find(([key]) => key.toLowerCase() === name)?.[1] : undefined;
}

function queryPair(pair: string): [string, string][] {
  if (pair === '') return [];
  const [name = '', value = ''] = pair.split(/=(.*)/s);
  return [[decode(name), decode(value)]];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw new S3Error('InvalidURI', `Couldn't parse the specified URI: ${(cause as Error).message}.`);
  }
}
