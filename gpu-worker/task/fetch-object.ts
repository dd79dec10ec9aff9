/** Brings an object from S3 onto this machine's disk. */
import type { S3Client } from '@aws-sdk/client-s3';
import { type ErrorCode, PosefleetError } from '../../core/errors.ts';
import { s3Address } from '../../core/places.ts';
import type { S3Location } from '../../core/task.ts';
import { whileConnectionBreaks } from './broken-connection.ts';
import { ObjectDownload, type ObjectVersion } from './object-download.ts';

/**
 * Downloads an object as a stream, and goes on where a connection breaks off; answers what was downloaded.
 *
 * @param missing error code when there is no such object (any more). @throws PosefleetError with that code.
 */
export async function fetchObject(
  s3: S3Client,
  { bucket, key }: S3Location,
  file: string,
  { missing, signal }: { missing: ErrorCode; signal: AbortSignal },
): Promise<ObjectVersion> {
  const download = new ObjectDownload(s3, { bucket, key }, file);
  const { hasGoneOn } = download;
  try {
    return await whileConnectionBreaks(() => download.goOn(signal), { signal, hasGoneOn });
  } catch (error) {
    signal.throwIfAborted();
    if (!isMissing(error as Error)) throw error;
    throw new PosefleetError(
      missing,
      `${s3Address({ bucket, key })} does not exist any more, or may not be read. Upload it again.`,
    );
  }
}

/** S3 tells who may not list a bucket, as the worker may not, that access is denied to what is not there. */
const MISSING = ['NoSuchKey', 'NotFound', 'NoSuchBucket', 'AccessDenied'];

/** Whether S3 says of an object that it is not there. */
export function isMissing({ name }: Error): boolean {
  return MISSING.includes(name);
}
