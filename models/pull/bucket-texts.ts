/** Small texts in a bucket. */
import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { S3Location } from '../../core/task.ts';

/** An object's text; undefined when there is no such object. */
export async function readText(s3: S3Client, { bucket, key }: S3Location): Promise<string | undefined> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return await Body?.transformToString();
  } catch (error) {
    if ((error as Error).name === 'NoSuchKey') return undefined;
    throw error;
  }
}

/** Writes an object. */
export async function writeText(s3: S3Client, { bucket, key }: S3Location, text: string): Promise<void> {
  const ContentType = 'application/json';
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: text, ContentType }));
}
