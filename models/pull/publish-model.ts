/** Puts a model into a bucket, with all that a worker needs to know of it. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { HeadObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { PosefleetError } from '../../core/errors.ts';
import { addedModelKey, s3Address } from '../../core/places.ts';
import type { S3Location } from '../../core/task.ts';
import { formatEntry } from '../added/added-folder.ts';
import type { ModelEntry } from '../catalogue.ts';
import type { LocalModel } from '../pull.ts';
import { writeText } from './bucket-texts.ts';
import { modelLocation, readRecord, recordLocation } from './models-bucket.ts';
import {
  formatRecord,
  type RecordedHash,
  readRecord as readLocalRecord,
  recordPath,
} from './recorded-hash.ts';

/** What is published, and where. */
export interface Publication {
  s3: S3Client;
  bucket: string;
  /** The model's file, which was found right. */
  local: LocalModel;
  /** Folder in which it lies. */
  folder: string;
}

/**
 * Uploads a model's file unless it is there, and with it the record of its hash where that is not published, and the
 * entry of a model that is not in the catalogue. What a worker looks at first is written last.
 *
 * @returns whether the file was uploaded
 * @throws PosefleetError `model_unavailable` when the bucket has recorded another hash
 */
export async function publishModel(model: ModelEntry, publication: Publication): Promise<boolean> {
  const { bucket, s3 } = publication;
  const record = await recordToPublish(model, publication);
  const isNew = await uploadFile(model, publication);
  if (record !== undefined) await writeText(s3, recordLocation(model, bucket), formatRecord(record));
  if (model.source.kind === 'added') await writeEntry(model, publication);
  return isNew;
}

/** The record; undefined where the hash is published, or the entry has it. */
async function recordToPublish(
  model: ModelEntry,
  { bucket, folder, s3 }: Publication,
): Promise<RecordedHash | undefined> {
  if (model.file.sha256 !== undefined) return undefined;
  const own = await readLocalRecord(recordPath(model, folder));
  const theirs = await readRecord(model, { s3, name: bucket });
  if (theirs === undefined || theirs.sha256 === own?.sha256) return own;
  throw new PosefleetError(
    'model_unavailable',
    `${s3Address(recordLocation(model, bucket))} has recorded the SHA-256 ${theirs.sha256} for ${model.name}, and here ` +
      `it is ${own?.sha256}. Delete that object and the model beside it if the file here is the right one.`,
  );
}

async function uploadFile(model: ModelEntry, { bucket, local, s3 }: Publication): Promise<boolean> {
  const { key } = modelLocation(model, bucket);
  const { size } = await stat(local.path);
  const { sha256 } = local;
  if (await isThere(s3, { bucket, key }, size, sha256)) return false;
  await s3.send(
    new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      Body: createReadStream(local.path),
      ContentLength: size,
      // S3 refuses bytes of another hash.
      ChecksumSHA256: Buffer.from(sha256, 'hex').toString('base64'),
      Metadata: { sha256 },
    }),
  );
  return true;
}

/** Whether the file lies there. Not all stores tell the hash that was checked, so that it is also noted in words. */
async function isThere(
  s3: S3Client,
  { bucket, key }: S3Location,
  bytes: number,
  sha256: string,
): Promise<boolean> {
  try {
    const { ContentLength, Metadata } = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
    return ContentLength === bytes && Metadata?.sha256 === sha256;
  } catch (error) {
    if ((error as Error).name === 'NotFound') return false;
    throw error;
  }
}

/** Under each of its names, since a worker cannot search for an alias. */
async function writeEntry(model: ModelEntry, { bucket, s3 }: Publication): Promise<void> {
  for (const name of [model.name, ...model.aliases]) {
    await writeText(s3, { bucket, key: addedModelKey(name) }, formatEntry(model));
  }
}
