/** How a file is cut into parts. */
import { MOST_PARTS } from '../../core/requests.ts';

const MEBIBYTE = 2 ** 20;
/** Largest file that goes up in one request, and smallest part; S3's own limit for parts is 5 MiB. */
export const SINGLE_UPLOAD_BYTES = 8 * MEBIBYTE;

/** Bytes of each part but the last: whole mebibytes, at least 8, so many that the parts are no more than S3 allows. */
export function partBytesFor(bytes: number): number {
  return Math.max(SINGLE_UPLOAD_BYTES, Math.ceil(bytes / MOST_PARTS / MEBIBYTE) * MEBIBYTE);
}

/** Number of parts of a file. */
export function partCount(bytes: number, partBytes: number): number {
  return Math.ceil(bytes / partBytes);
}

/** Bytes of one part, counted from 1. */
export function bytesOfPart(bytes: number, partBytes: number, partNumber: number): number {
  return Math.min(partBytes, bytes - (partNumber - 1) * partBytes);
}
