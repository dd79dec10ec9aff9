/** Checks Signature Version 4, in headers and in signed URLs: who may call the stand-ins on this machine. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { canonicalRequest, type SignableRequest, sha256Hex } from './canonical-request.ts';
import { readAuthorization, type SignatureClaim } from './signature-claim.ts';
import { SignatureError } from './signature-error.ts';

/** Access key of this service; made anew for each data folder. */
export interface LocalCredentials {
  accessKeyId: string;
  secretAccessKey: string;
}

/** Milliseconds that a signer's clock may differ from ours. */
const CLOCK_SKEW_MS = 15 * 60_000;

/**
 * Checks that the request was signed with this service's key and is still valid.
 *
 * @param service name of the service in the credential's scope, such as `s3`.
 * @param bodyHash hex SHA-256 of the body, for services whose requests do not state it.
 * @returns what the signature says of the body: its hex SHA-256, or `UNSIGNED-PAYLOAD` and the like.
 * @throws SignatureError
 */
export function verifySignature(
  request: SignableRequest,
  credentials: LocalCredentials,
  service: string,
  bodyHash?: string,
): string {
  const claim = readAuthorization(request);
  if (claim.accessKeyId !== credentials.accessKeyId) {
    throw new SignatureError('InvalidAccessKeyId', 'The access key is not the one of this service.');
  }
  if (claim.service !== service) {
    throw new SignatureError('AuthorizationHeaderMalformed', `The request is signed for ${claim.service}.`);
  }
  checkTime(claim, Date.now());
  refuseUnsignedHeaders(request, claim);
  const payload = bodyHash ?? claim.payload ?? 'UNSIGNED-PAYLOAD';
  const expected = signatureOf(canonicalRequest(request, claim.signedHeaders, payload), claim, credentials);
  if (!equal(expected, claim.signature)) {
    throw new SignatureError('SignatureDoesNotMatch', 'The signature does not match the request.');
  }
  return payload;
}

function checkTime({ signedAt, expiresIn }: SignatureClaim, now: number): void {
  if (expiresIn === undefined) {
    if (Math.abs(now - signedAt) <= CLOCK_SKEW_MS) return;
    throw new SignatureError('RequestTimeTooSkewed', 'The time of the request is too far from this clock.');
  }
  if (now > signedAt + expiresIn * 1000) throw new SignatureError('AccessDenied', 'Request has expired');
  if (signedAt - now > CLOCK_SKEW_MS) throw new SignatureError('AccessDenied', 'Request is not yet valid');
}

/** A header that changes what a request does must be covered, or whoever holds a signed URL could add it. */
function refuseUnsignedHeaders({ headers }: SignableRequest, { signedHeaders }: SignatureClaim): void {
  const unsigned = Object.keys(headers).filter(
    (name) => name.startsWith('x-amz-') && name !== 'x-amz-content-sha256' && !signedHeaders.includes(name),
  );
  if (!signedHeaders.includes('host')) unsigned.push('host');
  if (unsigned.length === 0) return;
  throw new SignatureError('AccessDenied', `These headers must be signed: ${unsigned.join(', ')}.`);
}

function signatureOf(canonical: string, claim: SignatureClaim, credentials: LocalCredentials): string {
  const scope = `${claim.day}/${claim.region}/${claim.service}/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', claim.date, scope, sha256Hex(canonical)].join('\n');
  const start: string | Buffer = `AWS4${credentials.secretAccessKey}`;
  const key = [claim.day, claim.region, claim.service, 'aws4_request'].reduce<string | Buffer>(hmac, start);
  return hmac(key, text).toString('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function equal(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
