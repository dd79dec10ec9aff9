/** Whether what a body asks for can be done: beyond its form, its places, model and options. */
import { PosefleetError } from '../../core/errors.ts';
import { requireBoxesBytes, requireVideoBytes } from '../../core/limits.ts';
import type { ProcessRequest } from '../../core/requests.ts';
import type { TaskRequest } from '../accept-task.ts';
import { chooseModel } from './choose-model.ts';
import type { Dependencies } from './context.ts';
import { type FoundObject, findObject } from './find-object.ts';
import { type PlaceField, placesOf } from './places.ts';

/**
 * The task that a body asks for.
 *
 * @throws PosefleetError with the first thing that is wrong: places and sizes, then the model, then its options.
 */
export async function checkedRequest(
  outside: Dependencies,
  owner: string,
  body: ProcessRequest,
): Promise<Omit<TaskRequest, 'taskId'>> {
  const options = body.options ?? {};
  const bboxesPath = body.bboxes_path ?? undefined;
  const video = await existing(outside, owner, 'video_filename', body.video_filename);
  const boxesGiven = bboxesPath !== undefined;
  const bboxes = boxesGiven ? await existing(outside, owner, 'bboxes_path', bboxesPath) : undefined;
  const model = chooseModel({ model: body.model ?? undefined, boxesGiven, options }, outside.settings);
  return {
    owner,
    videoPath: body.video_filename,
    video: video.place,
    videoBytes: video.bytes,
    model,
    bboxesPath,
    bboxes: bboxes?.place,
    options,
    source: 'api',
  };
}

async function existing(
  { s3, settings }: Dependencies,
  owner: string,
  field: PlaceField,
  path: string,
): Promise<FoundObject> {
  const found = await findObject(s3, placesOf(field, path, { ...settings, owner }));
  if (found !== undefined) {
    if (field === 'bboxes_path') requireBoxesBytes(found.bytes);
    else requireVideoBytes(found.bytes, { bytes: settings.maxUploadBytes });
    return found;
  }
  const code = field === 'video_filename' ? 'video_not_found' : 'bboxes_not_found';
  throw new PosefleetError(code, `${field}: ${path} does not exist. Upload it first, or correct the path.`);
}
