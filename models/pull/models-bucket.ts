/** Models in a bucket of S3: the way on which workers that may not ask npm get them. */
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { PosefleetError } from '../../core/errors.ts';
import { s3Address } from '../../core/places.ts';
import type { S3Location } from '../../core/task.ts';
import type { ModelEntry } from '../catalogue.ts';
import { hashFile, modelPath, temporaryPath } from './model-folder.ts';

/** Prefix of models in their bucket. */
const MODELS_PREFIX = 'models/';

/** Where a model lies in a bucket: under the name that its file has on a machine. */
export function modelLocation(model: ModelEntry, bucket: string): S3Location {
  return { bucket, key: `${MODELS_PREFIX}${basename(modelPath(model, ''))}` };
}

/**
 * Downloads a model's file. It gets its name when it is whole and its hash is the pinned one.
 *
 * @returns false when the bucket does not have it.
 * @throws PosefleetError `model_unavailable` when what lies there is something else
 */
export async function downloadModel(
  model: ModelEntry,
  { s3, bucket, path, signal }: { s3: S3Client; bucket: string; path: string; signal?: AbortSignal },
): Promise<boolean> {
  const location = modelLocation(model, bucket);
  const body = await open(s3, location, signal);
  if (body === undefined) return false;
  const temporary = temporaryPath(path);
  try {
    await mkdir(dirname(path), { recursive: true });
    await pipeline(body, createWriteStream(temporary), { ...(signal && { signal }) });
    const sha256 = await hashFile(temporary);
    if (sha256 !== model.file.sha256) throw notThePinned(model, location, sha256);
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
  return true;
}

/** Uploads a model's file, which must be the pinned one, unless it is there. @returns whether it was uploaded. */
export async function publishModel(
  model: ModelEntry,
  { s3, bucket, path }: { s3: S3Client; bucket: string; path: string },
): Promise<boolean> {
  const { key } = modelLocation(model, bucket);
  if (await isThere(s3, { bucket, key }, model.file.bytes)) return false;
  await s3.send(
    new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      Body: createReadStream(path),
      ContentLength: model.file.bytes,
      // S3 refuses bytes of another hash.
      ChecksumSHA256: Buffer.from(model.file.sha256, 'hex').toString('base64'),
    }),
  );
  return true;
}

async function open(
  s3: S3Client,
  { bucket, key }: S3Location,
  signal: AbortSignal | undefined,
): Promise<Readable | undefined> {
  try {
    const request = new GetObjectCommand({ Bucket: bucket, Key: key });
    const { Body } = await s3.send(request, { ...(signal && { abortSignal: signal }) });
    return Body as Readable;
  } catch (error) {
    if ((error as Error).name === 'NoSuchKey') return undefined;
    throw error;
  }
}

/** Whether an object of the right size lies there; the name holds the hash already. */
async function isThere(s3: S3Client, { bucket, key }: S3Location, bytes: number): Promise<boolean> {
  try {
    const { ContentLength } = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
    return ContentLength === bytes;
  } catch (error) {
    if ((error as Error).name === 'NotFound') return false;
    throw error;
  }
}

function notThePinned({ name }: ModelEntry, location: S3Location, sha256 = ''): PosefleetError {
  return new PosefleetError(
    'model_unavailable',
    `${s3Address(location)} has the SHA-256 ${sha256} and is not the model ${name} of this version. ` +
      `Delete it and run "npm run models -- publish ${name} --bucket ${location.bucket}".`,
  );
}
