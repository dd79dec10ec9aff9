/** `POST /uploads`: where to send a video, in one request or in parts. */
import { CreateMultipartUploadCommand } from '@aws-sdk/client-s3';
import { createRoute } from '@hono/zod-openapi';
import { PosefleetError } from '../../core/errors.ts';
import { mediaKey } from '../../core/places.ts';
import { type UploadRequest, uploadAnswerSchema, uploadRequestSchema } from '../../core/requests.ts';
import { putUpload, type UploadRecord } from '../../core/store/uploads.ts';
import { newTaskId } from '../../core/task-id.ts';
import { type Api, type Dependencies, type DependencySource, logUpload, ownerOf } from './context.ts';
import { safeFileName } from './file-name.ts';
import { requireJson } from './json-body.ts';
import { answers, jsonBody, refusals } from './refusals.ts';
import { partBytesFor, SINGLE_UPLOAD_BYTES } from './upload-plan.ts';
import { firstParts, signUpload } from './upload-urls.ts';

const route = createRoute({
  method: 'post',
  path: '/uploads',
  summary: 'Begin to upload a video',
  middleware: requireJson,
  request: { body: jsonBody(uploadRequestSchema) },
  responses: {
    201: answers('Where to PUT the file, or its parts.', uploadAnswerSchema),
    ...refusals('json_malformed', 'body_too_large', 'body_not_json', 'request_invalid', 'upload_too_large'),
  },
});

/** Adds the route. */
export function addUploadsCreate(api: Api, dependencies: DependencySource): void {
  api.openapi(route, async (c) => {
    const outside = dependencies();
    const upload = await begin(outside, ownerOf(c), c.req.valid('json'));
    logUpload(c, upload.upload_id);
    await putUpload(outside.store, upload);
    const urls = await signUpload(outside.s3, upload, firstParts(upload));
    return c.json({ upload_id: upload.upload_id, video_filename: upload.key, ...urls }, 201);
  });
}

async function begin(outside: Dependencies, owner: string, request: UploadRequest): Promise<UploadRecord> {
  const { mediaBucket, maxUploadBytes } = outside.settings;
  requireSize(request.bytes, maxUploadBytes);
  const upload_id = newTaskId();
  const upload: UploadRecord = {
    upload_id,
    owner,
    bucket: mediaBucket,
    key: mediaKey(owner, upload_id, requireName(request.file_name)),
    bytes: request.bytes,
    created_at: new Date().toISOString(),
  };
  return request.bytes <= SINGLE_UPLOAD_BYTES ? upload : { ...upload, ...(await inParts(outside, upload)) };
}

async function inParts(
  { s3 }: Dependencies,
  { bucket, key, bytes }: UploadRecord,
): Promise<Pick<UploadRecord, 'multipart_id' | 'part_bytes'>> {
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key: key }));
  if (UploadId === undefined) throw new Error('S3 began a multipart upload without an id.');
  return { multipart_id: UploadId, part_bytes: partBytesFor(bytes) };
}

function requireSize(bytes: number, maxBytes: number): void {
  if (bytes <= maxBytes) return;
  const message = `must be at most ${maxBytes}`;
  throw new PosefleetError('upload_too_large', `bytes ${message}. Cut the video into shorter ones.`, {
    issues: [{ field: 'bytes', message }],
  });
}

function requireName(text: string): string {
  const name = safeFileName(text);
  if (name !== undefined) return name;
  const message = 'must be the name of a file, such as walk.mp4';
  throw new PosefleetError('request_invalid', `file_name ${message}.`, {
    issues: [{ field: 'file_name', message }],
  });
}
