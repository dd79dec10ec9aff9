/** The end of every way in which an object comes to be. */
import { rm } from 'node:fs/promises';
import { log } from '../../../core/log.ts';
import { type CreationReason, objectCreated } from '../object-event.ts';
import type { ObjectRecord } from '../object-index.ts';
import { checkWrite } from '../preconditions.ts';
import type { S3Call } from '../s3-call.ts';

/**
 * Makes a received file an object and tells of it; the file is removed when it cannot become one.
 *
 * @returns when the object was made, in milliseconds since 1970.
 * @throws S3Error `PreconditionFailed` when another has written meanwhile.
 */
export async function commitObject(
  { context, request, requestId }: S3Call,
  object: Omit<ObjectRecord, 'file' | 'modified'>,
  file: string,
  reason: CreationReason,
): Promise<number> {
  const { store } = context;
  const modified = Date.now();
  try {
    checkWrite(request, store.index.get(object.bucket, object.key));
    store.put({ ...object, modified }, file);
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  }
  try {
    await context.onObjectCreated(objectCreated(object, reason, requestId));
  } catch (error) {
    log.error('The event of a new object was lost.', { key: object.key, error: error as Error });
  }
  return modified;
}
