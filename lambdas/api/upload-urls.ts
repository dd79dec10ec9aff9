/** The signed URLs of an upload. */
import type { S3Client } from '@aws-sdk/client-s3';
import { PosefleetError } from '../../core/errors.ts';
import type { UploadPartsAnswer } from '../../core/requests.ts';
import type { UploadRecord } from '../../core/store/uploads.ts';
import { partUrl, uploadUrl, urlExpiry } from './signed-urls.ts';
import { bytesOfPart, partCount } from './upload-plan.ts';

/** Parts that `POST /uploads` signs at once; callers ask for the others when they come to them. */
const FIRST_PARTS = 100;

/** An upload in parts. */
export type MultipartUpload = UploadRecord & Required<Pick<UploadRecord, 'multipart_id' | 'part_bytes'>>;

/** Whether the file goes up in parts. */
export function isMultipart(upload: UploadRecord): upload is MultipartUpload {
  return upload.multipart_id !== undefined && upload.part_bytes !== undefined;
}

/** Numbers of the parts that are signed without being asked for. */
export function firstParts(upload: UploadRecord): number[] {
  const count = isMultipart(upload) ? partCount(upload.bytes, upload.part_bytes) : 0;
  return Array.from({ length: Math.min(FIRST_PARTS, count) }, (_, index) => index + 1);
}

/**
 * Signs the URL of the whole file, or those of parts of it.
 *
 * @throws PosefleetError `request_invalid` when the file has no such part.
 */
export async function signUpload(
  s3: S3Client,
  upload: UploadRecord,
  partNumbers: readonly number[],
): Promise<UploadPartsAnswer> {
  const expires_at = urlExpiry();
  if (!isMultipart(upload)) return { url: await uploadUrl(s3, upload, upload.bytes), expires_at };
  const part_count = partCount(upload.bytes, upload.part_bytes);
  requireParts(partNumbers, part_count);
  const parts = await Promise.all(partNumbers.map((part_number) => signPart(s3, upload, part_number)));
  return { part_bytes: upload.part_bytes, part_count, parts, expires_at };
}

async function signPart(
  s3: S3Client,
  { bucket, key, bytes, multipart_id, part_bytes }: MultipartUpload,
  part_number: number,
): Promise<{ part_number: number; url: string }> {
  const url = await partUrl(s3, {
    bucket,
    key,
    multipartId: multipart_id,
    partNumber: part_number,
    bytes: bytesOfPart(bytes, part_bytes, part_number),
  });
  return { part_number, url };
}

function requireParts(partNumbers: readonly number[], count: number): void {
  const index = partNumbers.findIndex((part) => part > count);
  if (index < 0) return;
  const message = `must be at most ${count}, the number of parts of this file`;
  throw new PosefleetError('request_invalid', `part_numbers.${index} ${message}.`, {
    issues: [{ field: `part_numbers.${index}`, message }],
  });
}
