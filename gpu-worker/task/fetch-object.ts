/** Brings an object from S3 onto this machine's disk. */
import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { type ErrorCode, PosefleetError } from '../../core/errors.ts';
import { s3Address } from '../../core/places.ts';
import type { S3Location } from '../../core/task.ts';

/** Which bytes an object was found to have. Two versions with the same tag are the same bytes. */
export interface ObjectVersion extends S3Location {
  etag: string;
  /** Absent where the bucket keeps no versions. */
  version?: string;
}

/**
 * Downloads an object as a stream; answers what was downloaded.
 *
 * @param missing error code when there is no such object (any more). @throws PosefleetError with that code.
 */
export async function fetchObject(
  s3: S3Client,
  { bucket, key }: S3Location,
  file: string,
  { missing, signal }: { missing: ErrorCode; signal: AbortSignal },
): Promise<ObjectVersion> {
  try {
    const command = new GetObjectCommand({ Bucket: bucket, Key: key });
    const { Body, ETag = '', VersionId } = await s3.send(command, { abortSignal: signal });
    await pipeline(Body as Readable, createWriteStream(file), { signal });
    return { bucket, key, etag: ETag, ...(VersionId === undefined ? {} : { version: VersionId }) };
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
