/** Whether an object exists, and how large it is. */
import {
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { log } from '../../core/log.ts';
import { s3Address } from '../../core/places.ts';
import type { S3Location } from '../../core/task.ts';

/** An object that is there. */
export interface FoundObject {
  place: S3Location;
  bytes: number;
}

/** The object at the first of these places where one lies; undefined when there is none. */
export async function findObject(
  s3: S3Client,
  places: readonly S3Location[],
): Promise<FoundObject | undefined> {
  for (const place of places) {
    const head = await headObject(s3, place);
    if (head !== undefined) return { place, bytes: head.ContentLength ?? 0 };
  }
  return undefined;
}

/** What S3 knows of an object; undefined when there is none. */
export async function headObject(
  s3: S3Client,
  place: S3Location,
): Promise<HeadObjectCommandOutput | undefined> {
  try {
    return await s3.send(new HeadObjectCommand({ Bucket: place.bucket, Key: place.key }));
  } catch (error) {
    if (isAbsent(error)) return undefined;
    if (!isRefused(error)) throw error;
    // To the caller an object that may not be read is one that does not exist; the operator may want to know.
    log.warn('S3 refuses to tell about an object', { object: s3Address(place), error: error as Error });
    return undefined;
  }
}

function isAbsent(error: unknown): boolean {
  return error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404;
}

function isRefused(error: unknown): boolean {
  return error instanceof S3ServiceException && error.$metadata.httpStatusCode === 403;
}
