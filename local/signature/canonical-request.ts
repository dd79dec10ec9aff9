/** The canonical form of a request that Signature Version 4 signs. */
import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** The parts of a request that a signature covers. Path segments and query are decoded. */
export interface SignableRequest {
  method: string;
  /** Segments of the path, without the empty one before the first slash. */
  segments: readonly string[];
  query: readonly (readonly [name: string, value: string])[];
  headers: IncomingHttpHeaders;
}

/** Query parameter of a signed URL that holds the signature, and so is not part of what is signed. */
const SIGNATURE_PARAMETER = 'X-Amz-Signature';

/** The text that is hashed and signed, for these headers and this hash of the body. */
export function canonicalRequest(
  request: SignableRequest,
  signedHeaders: readonly string[],
  payloadHash: string,
): string {
  const path = `/${request.segments.map(encode).join('/')}`;
  const headers = signedHeaders.map((name) => `${name}:${headerValue(request.headers[name])}\n`).join('');
  return [
    request.method,
    path,
    canonicalQuery(request.query),
    headers,
    signedHeaders.join(';'),
    payloadHash,
  ].join('\n');
}

/** Hex SHA-256. */
export function sha256Hex(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

function canonicalQuery(query: SignableRequest['query']): string {
  return query
    .filter(([name]) => name !== SIGNATURE_PARAMETER)
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
}

/** RFC 3986: all but the unreserved characters. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function headerValue(value: string | string[] | undefined): string {
  return [value ?? '']
    .flat()
    .map((text) => text.trim().replace(/\s+/g, ' '))
    .join(',');
}
