/** The objects of a task's chunks in the results bucket: read, written and removed. */
import type { Readable } from 'node:stream';
import { DeleteObjectsCommand, GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { isMissing } from '../task/fetch-object.ts';
import { type ResultObject, uploadResult } from '../task/upload-results.ts';

/** Keys that a request to remove may name: S3's limit. */
const KEYS_A_REQUEST = 1000;

/** Where a task's chunks lie. */
export interface ChunkPlace {
  s3: S3Client;
  bucket: string;
  /** Prefix of their keys. */
  prefix: string;
}

/** The names of a chunk's objects, without the prefix. Two attempts never write the same part. */
export const chunkNames = {
  manifest: (ordinal: number) => `${ordinal}.json`,
  part: (ordinal: number, attempt: string, extension: string) => `${ordinal}/${attempt}.${extension}`,
} as const;

/** Opens an object. @returns undefined when there is none, or it may not be told: who may not list gets 403. */
export async function readObject(
  { s3, bucket, prefix }: ChunkPlace,
  name: string,
  signal: AbortSignal,
): Promise<(Readable & { transformToString(): Promise<string> }) | undefined> {
  try {
    const command = new GetObjectCommand({ Bucket: bucket, Key: prefix + name });
    const { Body } = await s3.send(command, { abortSignal: signal });
    return Body as Readable & { transformToString(): Promise<string> };
  } catch (error) {
    signal.throwIfAborted();
    if (isMissing(error as Error)) return undefined;
    throw error;
  }
}

/** Writes an object: visible as a whole or not at all. @throws the signal's reason when it is aborted. */
export async function writeObject(
  { s3, bucket, prefix }: ChunkPlace,
  { key: name, ...object }: ResultObject,
  signal: AbortSignal,
): Promise<void> {
  await uploadResult(s3, bucket, { ...object, key: prefix + name }, signal);
}

/** Removes objects. @throws Error when S3 refuses to remove one. */
export async function removeObjects(
  { s3, bucket, prefix }: ChunkPlace,
  names: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  for (let start = 0; start < names.length; start += KEYS_A_REQUEST) {
    const Objects = names.slice(start, start + KEYS_A_REQUEST).map((name) => ({ Key: prefix + name }));
    const command = new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } });
    const { Errors: [refused] = [] } = await s3.send(command, { abortSignal: signal });
    if (refused !== undefined) throw new Error(`S3 did not remove ${refused.Key}: ${refused.Code}.`);
  }
}
