/** `POST /uploads/{upload_id}/complete`: makes one object of the parts. Doing it twice changes nothing. */
import { CompleteMultipartUploadCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { createRoute } from '@hono/zod-openapi';
import {
  uploadCompleteAnswerSchema,
  uploadCompleteRequestSchema,
  uploadParamsSchema,
} from '../../core/requests.ts';
import type { UploadRecord } from '../../core/store/uploads.ts';
import { type Api, type DependencySource, logUpload, ownerOf } from './context.ts';
import { headObject } from './find-object.ts';
import { acceptJson } from './json-body.ts';
import { readOwnUpload } from './own-upload.ts';
import { answers, jsonBody, refusals } from './refusals.ts';
import { incomplete, type NamedPart, requireAllParts } from './upload-parts-check.ts';
import { isMultipart, type MultipartUpload } from './upload-urls.ts';

const route = createRoute({
  method: 'post',
  path: '/uploads/{upload_id}/complete',
  summary: 'Complete an upload',
  description: 'The body may be left out: S3 knows the parts it has.',
  middleware: acceptJson,
  request: { params: uploadParamsSchema, body: jsonBody(uploadCompleteRequestSchema, { required: false }) },
  responses: {
    200: answers('The video can be processed.', uploadCompleteAnswerSchema),
    ...refusals(
      'json_malformed',
      'body_too_large',
      'body_not_json',
      'request_invalid',
      'upload_not_found',
      'upload_incomplete',
    ),
  },
});

/** Adds the route. */
export function addUploadsComplete(api: Api, dependencies: DependencySource): void {
  api.openapi(route, async (c) => {
    const { store, s3 } = dependencies();
    const { upload_id } = c.req.valid('param');
    logUpload(c, upload_id);
    const upload = await readOwnUpload(store, ownerOf(c), upload_id);
    await complete(s3, upload, c.req.valid('json').parts);
    return c.json({ video_filename: upload.key, bytes: upload.bytes }, 200);
  });
}

async function complete(s3: S3Client, upload: UploadRecord, named: NamedPart[] | undefined): Promise<void> {
  if (await isThere(s3, upload)) return;
  if (!isMultipart(upload)) {
    throw incomplete(`The file is missing, or not ${upload.bytes} bytes long. PUT it to its URL again.`);
  }
  await join(s3, upload, named);
}

/** An upload's key is its own, so an object of the right size there is this upload, completed before. */
async function isThere(s3: S3Client, upload: UploadRecord): Promise<boolean> {
  const head = await headObject(s3, upload);
  return head?.ContentLength === upload.bytes;
}

async function join(s3: S3Client, upload: MultipartUpload, named: NamedPart[] | undefined): Promise<void> {
  try {
    const Parts = await requireAllParts(s3, upload, named);
    const { bucket: Bucket, key: Key, multipart_id: UploadId } = upload;
    await s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }));
  } catch (error) {
    if (!isGone(error)) throw error;
    // Another request may have completed it between the look and the join.
    if (!(await isThere(s3, upload))) throw incomplete('S3 has forgotten the parts. Begin a new upload.');
  }
}

function isGone(error: unknown): boolean {
  return error instanceof S3ServiceException && error.name === 'NoSuchUpload';
}
