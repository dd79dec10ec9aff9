/** An object in a bucket of S3. */
import type { Readable } from 'node:stream';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { s3Address } from '../../../core/places.ts';
import type { S3Location } from '../../../core/task.ts';
import type { Kept, Origin, Sending } from './origin.ts';
import { DownloadTrouble } from './trouble.ts';

const MISSING = ['NoSuchKey', 'NotFound'];
/** What was kept is of another version, or longer than this one. */
const CHANGED = ['PreconditionFailed', 'InvalidRange'];

/** An object. A bucket that is not there, or may not be read, is an error of its own. */
export function s3Origin(s3: S3Client, location: S3Location): Origin {
  return {
    address: s3Address(location),
    async open(kept, signal) {
      try {
        return await send(s3, location, kept, signal);
      } catch (error) {
        const { name } = error as Error;
        if (MISSING.includes(name)) return undefined;
        if (kept !== undefined && CHANGED.includes(name)) return await send(s3, location, undefined, signal);
        throw refusalOf(error);
      }
    },
  };
}

/** An error of the SDK: what S3 answered, of the network, or of what stands before both. */
type Refusal = Error & { code?: string; $metadata?: { httpStatusCode?: number } };

/** What S3 answers; the SDK has tried again where that may help. Errors of the network are left. */
function refusalOf(error: unknown): unknown {
  const { name, message, code, $metadata } = error as Refusal;
  if ($metadata?.httpStatusCode !== undefined) {
    return new DownloadTrouble(`answers ${name} (${message})`, { cause: error });
  }
  // Without a code it never came to a connection: no credentials, or no region.
  if (code !== undefined || name === 'TimeoutError') return error;
  return new DownloadTrouble(`cannot be asked (${message})`, { cause: error, isUnreachable: true });
}

async function send(
  s3: S3Client,
  { bucket, key }: S3Location,
  kept: Kept | undefined,
  signal: AbortSignal | undefined,
): Promise<Sending> {
  const part = kept === undefined ? {} : { Range: `bytes=${kept.bytes}-`, IfMatch: kept.version };
  const request = new GetObjectCommand({ Bucket: bucket, Key: key, ...part });
  const { Body, ContentLength, ETag } = await s3.send(request, { ...(signal && { abortSignal: signal }) });
  const offset = kept?.bytes ?? 0;
  const body = Body as Readable;
  return {
    body,
    offset,
    close: async () => void body.destroy(),
    ...(ContentLength !== undefined && { total: offset + ContentLength }),
    ...(ETag !== undefined && { version: ETag }),
  };
}
