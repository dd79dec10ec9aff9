/** PutObject and CopyObject. */
import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { keptHeaders } from '../object-headers.ts';
import { checkWrite } from '../preconditions.ts';
import { receiveBody } from '../receive-body.ts';
import type { S3Answer, S3Call } from '../s3-call.ts';
import { S3Error } from '../s3-error.ts';
import { toXml } from '../xml.ts';
import { commitObject } from './commit-object.ts';

/** Receives an object. */
export async function putObject(call: S3Call): Promise<S3Answer> {
  const { context, request, payload } = call;
  const { bucket, key } = request;
  checkWrite(request, context.store.index.get(bucket, key));
  const body = await receiveBody(request, payload, context.store.temporaryFolder);
  const object = { bucket, key, size: body.size, etag: body.md5, headers: keptHeaders(request) };
  await commitObject(call, object, body.file, 'PutObject');
  return { status: 200, headers: { etag: `"${body.md5}"`, ...body.checksums } };
}

/** Copies an object under another key. */
export async function copyObject(call: S3Call): Promise<S3Answer> {
  const { context, request } = call;
  const { bucket, key } = request;
  const from = sourceOf(request.header('x-amz-copy-source') ?? '');
  const { record, handle } = await context.store.open(from.bucket, from.key);
  await handle.close();
  const file = join(context.store.temporaryFolder, randomUUID());
  await copyFile(context.store.pathOf(record), file, constants.COPYFILE_FICLONE);
  const replaces = request.header('x-amz-metadata-directive') === 'REPLACE';
  const headers = replaces ? keptHeaders(request) : record.headers;
  const object = { bucket, key, size: record.size, etag: record.etag, headers };
  const modified = await commitObject(call, object, file, 'CopyObject');
  const result = { LastModified: new Date(modified).toISOString(), ETag: `"${record.etag}"` };
  return { status: 200, body: toXml('CopyObjectResult', result) };
}

function sourceOf(header: string): { bucket: string; key: string } {
  const [, bucket, key] = /^\/?([^/]+)\/(.+)$/s.exec(decodeURIComponent(header)) ?? [];
  if (bucket === undefined || key === undefined) {
    throw new S3Error('InvalidArgument', 'The copy source must be of the form bucket/key.');
  }
  return { bucket, key };
}
