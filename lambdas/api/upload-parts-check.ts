/** Whether S3 has all parts of an upload, at their right sizes. */
import { type CompletedPart, ListPartsCommand, type Part, type S3Client } from '@aws-sdk/client-s3';
import { type Issue, PosefleetError } from '../../core/errors.ts';
import { bytesOfPart, partCount } from './upload-plan.ts';
import type { MultipartUpload } from './upload-urls.ts';

/** A part as the caller names it. */
export interface NamedPart {
  part_number: number;
  etag: string;
}

/** Missing parts that a message names at most. */
const MOST_NAMED = 20;

/**
 * All parts, in the form in which S3 wants them back.
 *
 * @throws PosefleetError `upload_incomplete` naming the parts that are missing or of a wrong size,
 * or that are not those that the caller named.
 */
export async function requireAllParts(
  s3: S3Client,
  upload: MultipartUpload,
  named: readonly NamedPart[] | undefined,
): Promise<CompletedPart[]> {
  const there = await listParts(s3, upload);
  const expected = named && new Map(named.map(({ part_number, etag }) => [part_number, etag]));
  const numbers = Array.from({ length: partCount(upload.bytes, upload.part_bytes) }, (_, index) => index + 1);
  const wrong = numbers.filter((number) => !isRight(upload, number, there.get(number), expected));
  if (wrong.length > 0) throw missing(wrong);
  return numbers.map((PartNumber) => ({ PartNumber, ETag: there.get(PartNumber)?.ETag }));
}

/** The error of an upload that cannot be completed yet. */
export function incomplete(message: string, issues?: readonly Issue[]): PosefleetError {
  return new PosefleetError('upload_incomplete', message, issues === undefined ? {} : { issues });
}

async function listParts(s3: S3Client, upload: MultipartUpload): Promise<Map<number, Part>> {
  const parts = new Map<number, Part>();
  const { bucket: Bucket, key: Key, multipart_id: UploadId } = upload;
  let marker: string | undefined;
  do {
    const page = await s3.send(new ListPartsCommand({ Bucket, Key, UploadId, PartNumberMarker: marker }));
    for (const part of page.Parts ?? []) if (part.PartNumber !== undefined) parts.set(part.PartNumber, part);
    marker = page.IsTruncated === true ? page.NextPartNumberMarker : undefined;
  } while (marker !== undefined);
  return parts;
}

function isRight(
  { bytes, part_bytes }: MultipartUpload,
  number: number,
  part: Part | undefined,
  expected: ReadonlyMap<number, string> | undefined,
): boolean {
  if (part?.Size !== bytesOfPart(bytes, part_bytes, number)) return false;
  if (expected === undefined) return true;
  const etag = expected.get(number);
  return etag !== undefined && unquoted(etag) === unquoted(part.ETag ?? '');
}

function missing(numbers: readonly number[]): PosefleetError {
  const named = numbers.slice(0, MOST_NAMED);
  const more = numbers.length > named.length ? ` and ${numbers.length - named.length} more` : '';
  const message = `Missing, of a wrong size, or not as named: part ${named.join(', ')}${more}. PUT them again.`;
  return incomplete(
    message,
    named.map((number) => ({ field: 'parts', message: `part ${number} is missing` })),
  );
}

/** ETags come with quotes in headers and often without them in programs. */
function unquoted(etag: string): string {
  return etag.replaceAll('"', '');
}
