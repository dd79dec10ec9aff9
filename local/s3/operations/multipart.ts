/** The operations of multipart uploads but the last one, which joins the parts. */
import { keptHeaders } from '../object-headers.ts';
import { receiveBody } from '../receive-body.ts';
import type { S3Answer, S3Call } from '../s3-call.ts';
import { S3Error } from '../s3-error.ts';
import type { S3Request } from '../s3-request.ts';
import { toXml } from '../xml.ts';

/** S3's limit of parts an upload. */
const MOST_PARTS = 10_000;
/** S3's limit of parts a page. */
const MOST_LISTED = 1000;

/** Begins an upload. */
export function createUpload({ context, request }: S3Call): S3Answer {
  const { bucket, key } = request;
  const UploadId = context.multipart.create({ bucket, key, headers: keptHeaders(request) });
  return {
    status: 200,
    body: toXml('InitiateMultipartUploadResult', { Bucket: bucket, Key: key, UploadId }),
  };
}

/** Receives a part. */
export async function uploadPart({ context, request, payload }: S3Call): Promise<S3Answer> {
  const number = whole(request, 'partNumber', 0);
  if (number < 1 || number > MOST_PARTS) {
    throw new S3Error('InvalidArgument', `Part number must be an integer between 1 and ${MOST_PARTS}.`);
  }
  const upload = context.multipart.get(uploadId(request), request.bucket, request.key);
  const body = await receiveBody(request, payload, context.store.temporaryFolder);
  context.multipart.putPart(upload, { number, size: body.size, etag: body.md5 }, body.file);
  return { status: 200, headers: { etag: `"${body.md5}"`, ...body.checksums } };
}

/** Lists a page of an upload's parts. */
export function listParts({ context, request }: S3Call): S3Answer {
  const { bucket, key } = request;
  const { id } = context.multipart.get(uploadId(request), bucket, key);
  const limit = Math.min(whole(request, 'max-parts', MOST_LISTED), MOST_LISTED);
  const after = whole(request, 'part-number-marker', 0);
  const found = context.multipart.parts(id, { after, limit: limit + 1 });
  const parts = found.slice(0, limit);
  const content = {
    Bucket: bucket,
    Key: key,
    UploadId: id,
    PartNumberMarker: after,
    NextPartNumberMarker: parts.at(-1)?.number ?? after,
    MaxParts: limit,
    IsTruncated: found.length > parts.length,
    Part: parts.map(({ number, etag, size, modified }) => ({
      PartNumber: number,
      LastModified: new Date(modified).toISOString(),
      ETag: `"${etag}"`,
      Size: size,
    })),
  };
  return { status: 200, body: toXml('ListPartsResult', content) };
}

/** Gives an upload up. */
export async function abortUpload({ context, request }: S3Call): Promise<S3Answer> {
  const { id } = context.multipart.get(uploadId(request), request.bucket, request.key);
  await context.multipart.remove(id);
  return { status: 204 };
}

/** Lists the uploads of a bucket, all on one page. */
export function listUploads({ context, request }: S3Call): S3Answer {
  const prefix = request.parameter('prefix') ?? '';
  const Upload = context.multipart.list(request.bucket, prefix).map(({ id, key, initiated }) => ({
    Key: key,
    UploadId: id,
    Initiated: new Date(initiated).toISOString(),
    StorageClass: 'STANDARD',
  }));
  const content = { Bucket: request.bucket, Prefix: prefix, IsTruncated: false, Upload };
  return { status: 200, body: toXml('ListMultipartUploadsResult', content) };
}

/** The upload that a request is about. */
export function uploadId(request: S3Request): string {
  return request.parameter('uploadId') ?? '';
}

function whole(request: S3Request, name: string, fallback: number): number {
  const value = Number(request.parameter(name) ?? fallback);
  if (Number.isInteger(value) && value >= 0) return value;
  throw new S3Error('InvalidArgument', `${name} must be a whole number.`);
}
