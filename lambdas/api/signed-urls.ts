/** Signed URLs: what a caller may read or write in S3 for a quarter of an hour. */
import { GetObjectCommand, PutObjectCommand, type S3Client, UploadPartCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { S3Location } from '../../core/task.ts';
import { attachment } from './file-name.ts';

/** Seconds for which a signed URL lasts. */
const URL_SECONDS = 900;

/** When a URL that is signed now ends; ISO-8601. */
export function urlExpiry(): string {
  return new Date(Date.now() + URL_SECONDS * 1000).toISOString();
}

/** A URL that downloads an object under its own name. */
export function downloadUrl(s3: S3Client, { bucket, key }: S3Location): Promise<string> {
  const name = key.slice(key.lastIndexOf('/') + 1);
  const command = new GetObjectCommand({
    Bucket: bucket,
    Key: key,
    ResponseContentDisposition: attachment(name),
  });
  return getSignedUrl(s3, command, { expiresIn: URL_SECONDS });
}

/** A URL to PUT a whole file to. Its size is signed too, so that S3 refuses a larger one. */
export function uploadUrl(s3: S3Client, { bucket, key }: S3Location, bytes: number): Promise<string> {
  const command = new PutObjectCommand({ Bucket: bucket, Key: key, ContentLength: bytes });
  return getSignedUrl(s3, command, { expiresIn: URL_SECONDS });
}

/** One part of a multipart upload. */
export interface PartPlace extends S3Location {
  multipartId: string;
  partNumber: number;
  bytes: number;
}

/** A URL to PUT one part to. Its size is signed too. */
export function partUrl(s3: S3Client, part: PartPlace): Promise<string> {
  const command = new UploadPartCommand({
    Bucket: part.bucket,
    Key: part.key,
    UploadId: part.multipartId,
    PartNumber: part.partNumber,
    ContentLength: part.bytes,
  });
  return getSignedUrl(s3, command, { expiresIn: URL_SECONDS });
}
