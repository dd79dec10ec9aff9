/** What a request says of its signature, in its `Authorization` header or, for a signed URL, in its query. */
import * as z from 'zod';
import type { SignableRequest } from './canonical-request.ts';
import { SignatureError } from './signature-error.ts';

/** A signature and what it was made with, as the request states it. Nothing of it has been checked. */
export interface SignatureClaim {
  accessKeyId: string;
  /** `YYYYMMDD` of the credential's scope. */
  day: string;
  region: string;
  service: string;
  /** `YYYYMMDDTHHMMSSZ`. */
  date: string;
  /** The same, in milliseconds since 1970. */
  signedAt: number;
  /** Seconds for which a signed URL lasts; absent for a signature in the header. */
  expiresIn?: number;
  signedHeaders: string[];
  signature: string;
  /** Hash of the body as the request states it. */
  payload?: string;
}

/** A week: the longest that a signed URL may last. */
const LONGEST_EXPIRY = 604_800;

/** Names of headers in lower case: any token of HTTP, since metadata is named as the caller likes. */
const SIGNED_HEADERS = /^[a-z0-9!#$%&'*+.^_`|~-]+(;[a-z0-9!#$%&'*+.^_`|~-]+)*$/;

const claimSchema = z.object({
  algorithm: z.literal('AWS4-HMAC-SHA256'),
  credential: z.string().regex(/^[^/]+\/\d{8}\/[^/]+\/[^/]+\/aws4_request$/),
  date: z.string().regex(/^\d{8}T\d{6}Z$/),
  expires: z.coerce.number().int().min(0).max(LONGEST_EXPIRY).optional(),
  signedHeaders: z.string().regex(SIGNED_HEADERS),
  signature: z.string().regex(/^[0-9a-f]{64}$/),
  payload: z.string().optional(),
});

/** Reads the claim. @throws SignatureError when there is none, or it is malformed. */
export function readAuthorization(request: SignableRequest): SignatureClaim {
  const parts = fromHeader(request) ?? fromQuery(request);
  if (parts === undefined) throw new SignatureError('AccessDenied', 'The request is not signed.');
  const { data } = claimSchema.safeParse(parts);
  if (data === undefined) {
    throw new SignatureError(
      'AuthorizationHeaderMalformed',
      'The authorization of the request is malformed.',
    );
  }
  const [accessKeyId = '', day = '', region = '', service = ''] = data.credential.split('/');
  return {
    accessKeyId,
    day,
    region,
    service,
    date: data.date,
    signedAt: milliseconds(data.date),
    signedHeaders: data.signedHeaders.split(';'),
    signature: data.signature,
    ...(data.expires === undefined ? {} : { expiresIn: data.expires }),
    ...(data.payload === undefined ? {} : { payload: data.payload }),
  };
}

function fromHeader({ headers }: SignableRequest): unknown {
  const [algorithm, rest] = headers.authorization?.split(/ (.*)/s) ?? [];
  if (rest === undefined) return undefined;
  const fields = new Map(rest.split(',').map((part) => part.trim().split(/=(.*)/s) as [string, string]));
  return {
    algorithm,
    credential: fields.get('Credential'),
    date: headers['x-amz-date'],
    signedHeaders: fields.get('SignedHeaders'),
    signature: fields.get('Signature'),
    payload: headers['x-amz-content-sha256'],
  };
}

function fromQuery({ query, headers }: SignableRequest): unknown {
  const value = (name: string) => query.find(([key]) => key.toLowerCase() === name)?.[1];
  if (value('x-amz-signature') === undefined) return undefined;
  return {
    algorithm: value('x-amz-algorithm'),
    credential: value('x-amz-credential'),
    date: value('x-amz-date'),
    expires: value('x-amz-expires') ?? '',
    signedHeaders: value('x-amz-signedheaders'),
    signature: value('x-amz-signature'),
    payload: value('x-amz-content-sha256') ?? headers['x-amz-content-sha256'],
  };
}

function milliseconds(date: string): number {
  return Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}
