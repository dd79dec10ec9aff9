/** Models in a bucket of S3: the way on which workers that may not ask elsewhere get them. */
import { rename } from 'node:fs/promises';
import { basename } from 'node:path';
import { PosefleetError } from '../../core/errors.ts';
import { addedModelKey, MODELS_PREFIX, s3Address } from '../../core/places.ts';
import type { S3Location } from '../../core/task.ts';
import { parseEntry } from '../added/added-folder.ts';
import type { ModelEntry } from '../catalogue.ts';
import type { ModelsBucket, PullOptions } from '../pull.ts';
import { readText } from './bucket-texts.ts';
import { download } from './download/download.ts';
import { PartFile } from './download/part-file.ts';
import { s3Origin } from './download/s3-origin.ts';
import { DownloadTrouble } from './download/trouble.ts';
import { hashFile, modelPath } from './model-folder.ts';
import * as recorded from './recorded-hash.ts';

/** What may stand in the key of an entry. */
const NAME = /^[a-z0-9-]{1,60}$/u;
/** An ONNX file holds less than 2 GiB. */
const MOST_BYTES = 2 ** 31;

/** A bucket, a folder for what is downloaded, whom to tell, and when to stop. */
export type BucketDownload = ModelsBucket & Pick<PullOptions, 'onProgress' | 'patience' | 'signal'>;

/** Where a model lies in a bucket: under the name that its file has on a machine. */
export function modelLocation(model: ModelEntry, bucket: string): S3Location {
  return { bucket, key: `${MODELS_PREFIX}${basename(modelPath(model, ''))}` };
}

/** Where the record of a model's hash lies, if the hash is not published. */
export function recordLocation(model: ModelEntry, bucket: string): S3Location {
  return { bucket, key: `${MODELS_PREFIX}${basename(recorded.recordPath(model, ''))}` };
}

/**
 * Downloads a model's file. It gets its name when it is whole and has the hash that is published, or that was recorded
 * where it was pulled first.
 *
 * @returns false when the bucket does not have it.
 * @throws PosefleetError `model_unavailable` when what lies there is something else
 * @throws Error when the bucket cannot be reached or read
 */
export async function downloadModel(model: ModelEntry, options: BucketDownload): Promise<boolean> {
  const record = model.file.sha256 === undefined ? await readRecord(model, options) : undefined;
  const { folder } = options;
  const expected =
    record === undefined ? await recorded.expectedFile(model, folder) : recorded.fromRecord(record);
  if (expected === undefined) return false;
  const part = new PartFile(`${modelPath(model, folder)}.part`);
  try {
    if (!(await fetchPart(model, part, expected, options))) return false;
    if (record !== undefined) await recorded.recordHash(model, folder, record);
    await rename(part.path, modelPath(model, folder));
  } finally {
    await part.remove();
  }
  return true;
}

/** The record of a model whose hash is not published. @throws PosefleetError `model_unavailable` when it is damaged */
export async function readRecord(
  model: ModelEntry,
  { name, s3 }: Pick<ModelsBucket, 'name' | 's3'>,
): Promise<recorded.RecordedHash | undefined> {
  const location = recordLocation(model, name);
  const text = await readText(s3, location);
  return text === undefined ? undefined : recorded.parseRecord(text, s3Address(location));
}

/**
 * The entry of a model that is not in the catalogue, by its name or an alias; undefined when nobody published it.
 *
 * @throws PosefleetError `model_unavailable` when it is damaged
 */
export async function readPublishedEntry(
  wanted: string,
  { name, s3 }: Pick<ModelsBucket, 'name' | 's3'>,
): Promise<ModelEntry | undefined> {
  if (!NAME.test(wanted)) return undefined;
  const location = { bucket: name, key: addedModelKey(wanted) };
  const text = await readText(s3, location);
  try {
    return text === undefined ? undefined : parseEntry(text);
  } catch (cause) {
    const message = `${s3Address(location)} is no entry of a model. ${(cause as Error).message} Publish it again.`;
    throw new PosefleetError('model_unavailable', message, { cause });
  }
}

async function fetchPart(
  model: ModelEntry,
  part: PartFile,
  { bytes, sha256 }: recorded.ExpectedFile,
  { name, s3, onProgress, patience, signal }: BucketDownload,
): Promise<boolean> {
  const location = modelLocation(model, name);
  const onBytes = (done: number, total: number | null) => onProgress?.({ stage: 'download', done, total });
  try {
    const limits = { bytes, mostBytes: MOST_BYTES, onBytes, patience, signal };
    if (!(await download(s3Origin(s3, location), part, limits))) return false;
  } catch (error) {
    if (!(error instanceof DownloadTrouble)) throw error;
    // A bucket that is out of reach for once is a matter of the machine, not of the model.
    throw error.cause ?? notTheModel(model, location, error.message);
  }
  const found = await hashFile(part.path, signal);
  if (found !== sha256) throw notTheModel(model, location, `has the SHA-256 ${found}`);
  return true;
}

function notTheModel({ name }: ModelEntry, location: S3Location, what: string): PosefleetError {
  return new PosefleetError(
    'model_unavailable',
    `${s3Address(location)} ${what} and is not the model ${name} of this version. ` +
      `Delete it and run "npm run models -- publish ${name} --bucket ${location.bucket}".`,
  );
}
