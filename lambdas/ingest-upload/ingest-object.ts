/** From a dropped object to its task. */
import { HeadObjectCommand, NotFound, type S3Client } from '@aws-sdk/client-s3';
import { PosefleetError } from '../../core/errors.ts';
import { log } from '../../core/log.ts';
import { s3Address } from '../../core/places.ts';
import { deriveTaskId } from '../../core/task-id.ts';
import { type Acceptance, acceptTask, failTask, rejectTask, type TaskRequest } from '../accept-task.ts';
import type { Dependencies } from '../api/context.ts';
import type { ApiSettings } from '../api/settings.ts';
import { requireRoom } from '../in-flight.ts';
import { taskError } from '../task-error.ts';
import { asPosefleetError, checkUpload, placeError } from './check-upload.ts';
import { readMetadata, type UploadMetadata } from './metadata.ts';
import type { CreatedObject } from './object-created.ts';
import { ownerOfDropped, whyPassedOver } from './passed-over.ts';

const NOTHING_ASKED: UploadMetadata = { options: {} };

/**
 * Accepts the task of a dropped video. What is wrong with its metadata fails the task, so that its owner sees why.
 *
 * @throws Error of the SDK when S3 or DynamoDB cannot be reached; the event is then delivered again.
 */
export async function ingestObject(outside: Dependencies, object: CreatedObject): Promise<void> {
  const why = whyPassedOver(object, outside.settings);
  if (why !== undefined) return passOver(object, why);
  const misplaced = placeError(outside, object);
  const metadata = misplaced ? NOTHING_ASKED : await metadataOf(outside.s3, object);
  if (metadata === undefined) return passOver(object, 'it does not exist any more');
  const request = requestOf(object, metadata, outside.settings);
  const valid =
    misplaced ??
    (await checkUpload(outside, request, { metadata, bytes: object.bytes }).catch(asPosefleetError));
  const acceptance = await acceptOrRefuse(outside, request, valid);
  log.info('A dropped video has its task.', { task_id: request.taskId, outcome: acceptance.kind });
}

/** What cannot be run is refused for good; what finds no room fails, and may be retried. */
async function acceptOrRefuse(
  { store, settings }: Dependencies,
  request: TaskRequest,
  valid: TaskRequest | PosefleetError,
): Promise<Acceptance> {
  if (valid instanceof PosefleetError)
    return rejectTask(store, request, taskError(valid.code, valid.message));
  const others = await requireRoom(store, valid.owner, settings).catch(asPosefleetError);
  if (others instanceof PosefleetError) return failTask(store, valid, taskError(others.code, others.message));
  return acceptTask(store, valid, others);
}

/** What the task is before anything in the metadata was found to be valid. */
function requestOf(
  { bucket, key, version, bytes }: CreatedObject,
  { model, bboxesPath }: UploadMetadata,
  { defaultModel, defaultTopDownModel, tenancy }: ApiSettings,
): TaskRequest {
  return {
    taskId: deriveTaskId('upload', bucket, key, version),
    owner: ownerOfDropped(key, tenancy) as string,
    videoPath: s3Address({ bucket, key }),
    video: { bucket, key },
    videoBytes: bytes,
    model: model ?? (bboxesPath === undefined ? defaultModel : defaultTopDownModel),
    bboxesPath,
    options: {},
    source: 'upload',
  };
}

async function metadataOf(s3: S3Client, { bucket, key }: CreatedObject): Promise<UploadMetadata | undefined> {
  try {
    const head = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
    return readMetadata(head.Metadata ?? {});
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
}

function passOver({ bucket, key }: CreatedObject, reason: string): void {
  log.info('An object was passed over.', { object: s3Address({ bucket, key }), reason });
}
