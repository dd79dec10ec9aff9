/** Where things lie in S3. */
import type { S3Location } from './task.ts';

/** Prefix of files that came through `POST /uploads`; they start nothing by themselves. */
export const MEDIA_PREFIX = 'media/';
/** Prefix under which a dropped video starts a task. */
export const UPLOADS_PREFIX = 'uploads/';
/** Prefix of everything a worker writes. */
export const RESULTS_PREFIX = 'results/';
/** Folder, among what belongs to a task, of its work in progress. */
export const CHUNKS_FOLDER = 'chunks/';

/** Prefix of everything in the models bucket. */
export const MODELS_PREFIX = 'models/';
/** Prefix, in the models bucket, of the entries of models that are not in the catalogue. */
export const ADDED_MODELS_PREFIX = `${MODELS_PREFIX}added/`;

/** Key, in the models bucket, of the entry of a model that is not in the catalogue, by its name or an alias. */
export function addedModelKey(name: string): string {
  return `${ADDED_MODELS_PREFIX}${name}.json`;
}

/** Key of a file uploaded through the API. */
export function mediaKey(owner: string, uploadId: string, fileName: string): string {
  return `${MEDIA_PREFIX}${owner}/${uploadId}/${fileName}`;
}

/** Prefix of all that belongs to a task. */
export function taskPrefix(taskId: string): string {
  return `${RESULTS_PREFIX}${taskId}/`;
}

/** Prefix of one attempt's results; two attempts never share one. */
export function attemptPrefix(place: { task_id: string; run: number; attempt: number }): string {
  return `${taskPrefix(place.task_id)}${place.run}-${place.attempt}/`;
}

/** Whether a key lies among the results of a run that came after the task's present one, as it was read. */
export function isOfLaterRun(key: string, { task_id, run }: { task_id: string; run: number }): boolean {
  const folder = key.slice(taskPrefix(task_id).length);
  return Number(/^(\d+)-\d+\//.exec(folder)?.[1] ?? 0) > run;
}

/** Prefix of the finished chunks of a task's work, which all attempts share whose key is the same. */
export function chunksPrefix(taskId: string, key: string): string {
  return `${taskPrefix(taskId)}${CHUNKS_FOLDER}${key}/`;
}

/** Keys of one attempt's results. */
export function resultKeys(place: {
  taskId: string;
  run: number;
  attempt: number;
  stem: string;
  model: string;
}): { predictions: string; visualization: string; runFile: string } {
  const folder = attemptPrefix({ ...place, task_id: place.taskId });
  const name = `${place.stem}_${place.model}`;
  return {
    predictions: `${folder}predictions/${name}.json`,
    visualization: `${folder}visualizations/${name}.mp4`,
    runFile: `${folder}run.json`,
  };
}

/** `s3://bucket/key` of a location. */
export function s3Address({ bucket, key }: S3Location): string {
  return `s3://${bucket}/${key}`;
}

/** Bucket and key of an `s3://` address; undefined for any other text. */
export function parseS3Address(address: string): S3Location | undefined {
  const match = /^s3:\/\/([^/]+)\/(.+)$/su.exec(address);
  return match?.[1] === undefined || match[2] === undefined ? undefined : { bucket: match[1], key: match[2] };
}

/** A file's name without folders and extension: `a/b/walk.one.mp4` gives `walk.one`. */
export function fileStem(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(0, dot) : name;
}

/** File name extensions of videos that start a task when they are dropped under `uploads/`. */
export const VIDEO_EXTENSIONS: readonly string[] = [
  '3gp',
  'avi',
  'flv',
  'm2ts',
  'm4v',
  'mkv',
  'mov',
  'mp4',
  'mpeg',
  'mpg',
  'mts',
  'ogv',
  'ts',
  'webm',
  'wmv',
];

/** Whether a file's name is that of a video. */
export function isVideoName(path: string): boolean {
  const extension = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  return VIDEO_EXTENSIONS.includes(extension);
}
