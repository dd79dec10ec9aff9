/** Whether what a dropped video's metadata asks for can be done: the rules of `POST /process`. */
import { PosefleetError } from '../../core/errors.ts';
import { requireBoxesBytes, requireVideoBytes } from '../../core/limits.ts';
import { s3Address } from '../../core/places.ts';
import type { S3Location } from '../../core/task.ts';
import type { TaskRequest } from '../accept-task.ts';
import { chooseModel } from '../api/choose-model.ts';
import type { Dependencies } from '../api/context.ts';
import { findObject } from '../api/find-object.ts';
import { placesOf } from '../api/places.ts';
import { type UploadMetadata, validOptions } from './metadata.ts';
import type { CreatedObject } from './object-created.ts';
import { ownerOfDropped } from './passed-over.ts';

/**
 * What is wrong with the video's own place; undefined when nothing is. A key such as `uploads/ann/../bob/a.mp4`
 * must not be read: the layers on the way may tidy it into another one.
 */
export function placeError(
  { settings }: Pick<Dependencies, 'settings'>,
  { bucket, key }: CreatedObject,
): PosefleetError | undefined {
  try {
    const owner = ownerOfDropped(key, settings.tenancy) ?? '';
    placesOf('video_filename', s3Address({ bucket, key }), { ...settings, owner });
    return undefined;
  } catch (error) {
    return asPosefleetError(error);
  }
}

/** The request with all that its metadata asks for, within the limits. @throws PosefleetError when something cannot be done. */
export async function checkUpload(
  outside: Dependencies,
  request: TaskRequest,
  { metadata, bytes }: { metadata: UploadMetadata; bytes: number },
): Promise<TaskRequest> {
  requireVideoBytes(bytes, { bytes: outside.settings.maxUploadBytes });
  const options = validOptions(metadata.options);
  const boxesGiven = metadata.bboxesPath !== undefined;
  const model = chooseModel({ model: metadata.model, boxesGiven, options }, outside.settings);
  const bboxes = boxesGiven ? await existingBoxes(outside, request, metadata.bboxesPath) : undefined;
  return { ...request, model, options, bboxes };
}

async function existingBoxes(
  { s3, settings }: Dependencies,
  { owner }: TaskRequest,
  path = '',
): Promise<S3Location> {
  const found = await findObject(s3, placesOf('bboxes_path', path, { ...settings, owner }));
  if (found !== undefined) {
    requireBoxesBytes(found.bytes);
    return found.place;
  }
  const advice = 'Upload the boxes first, then the video again.';
  throw new PosefleetError('bboxes_not_found', `bboxes_path: ${path} does not exist. ${advice}`);
}

/** The error, if it is one to be shown to the owner. @throws any other. */
export function asPosefleetError(error: unknown): PosefleetError {
  if (error instanceof PosefleetError) return error;
  throw error;
}
