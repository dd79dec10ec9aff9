/** Puts a task's files into the results bucket. */
import { createReadStream } from 'node:fs';
import type { S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';

/** Parts of large files, in bytes; 10 000 of them make 160 GB. */
const PART_BYTES = 16 * 1024 * 1024;

/** A file or a text that becomes an object. */
export interface ResultObject {
  key: string;
  type: string;
  body: { file: string } | { text: string };
}

/** Uploads one object. @throws the signal's reason when it is aborted. */
export async function uploadResult(
  s3: S3Client,
  bucket: string,
  { key, type, body }: ResultObject,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const content = 'file' in body ? createReadStream(body.file) : body.text;
  const upload = new Upload({
    client: s3,
    partSize: PART_BYTES,
    queueSize: 2,
    params: {
      Bucket: bucket,
      Key: key,
      ContentType: type,
      Body: content,
    },
  });
  const abort = () => void upload.abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    await upload.done();
  } finally {
    signal.removeEventListener('abort', abort);
    // Nobody reads on in the file of an upload that was given up.
    if (typeof content !== 'string') content.destroy();
    signal.throwIfAborted();
  }
}
