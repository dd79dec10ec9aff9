/** The bucket of files that lie on this machine already: so that a video need not be copied to be processed. */
import { type FileHandle, open, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ObjectRecord } from './object-index.ts';
import type { OpenObject } from './object-store.ts';
import { S3Error } from './s3-error.ts';

/**
 * Opens a file as an object.
 *
 * @param key absolute path without the leading slash.
 * @throws S3Error `NoSuchKey` unless it is a regular file that may be read.
 */
export async function openFile(bucket: string, key: string): Promise<OpenObject> {
  const path = resolve('/', key);
  // Looked at before it is opened: opening a pipe would wait for somebody to write.
  const found = await stat(path).catch(() => undefined);
  const handle = found?.isFile() ? await open(path).catch(() => undefined) : undefined;
  if (handle === undefined) throw new S3Error('NoSuchKey', 'The specified key does not exist.');
  return { record: await recordOf(bucket, key, handle), handle };
}

async function recordOf(bucket: string, key: string, handle: FileHandle): Promise<ObjectRecord> {
  const { size, mtimeMs, ino } = await handle.stat();
  const etag = [ino, Math.floor(mtimeMs), size].map((part) => part.toString(16)).join('-');
  const headers = { 'content-type': 'binary/octet-stream' };
  return { bucket, key, file: key, size, etag, modified: Math.floor(mtimeMs), headers };
}
