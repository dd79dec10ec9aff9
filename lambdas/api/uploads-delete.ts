/** `DELETE /uploads/{upload_id}`: ends an upload and removes what came of it. */
import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { createRoute } from '@hono/zod-openapi';
import { messageAnswerSchema, uploadParamsSchema } from '../../core/requests.ts';
import { forgetUpload, type UploadRecord } from '../../core/store/uploads.ts';
import { type Api, type DependencySource, logUpload, ownerOf } from './context.ts';
import { readOwnUpload } from './own-upload.ts';
import { answers, refusals } from './refusals.ts';

const route = createRoute({
  method: 'delete',
  path: '/uploads/{upload_id}',
  summary: 'End an upload and remove its file',
  request: { params: uploadParamsSchema },
  responses: {
    200: answers('The upload is gone.', messageAnswerSchema),
    ...refusals('request_invalid', 'upload_not_found'),
  },
});

/** Adds the route. */
export function addUploadsDelete(api: Api, dependencies: DependencySource): void {
  api.openapi(route, async (c) => {
    const { store, s3 } = dependencies();
    const { upload_id } = c.req.valid('param');
    logUpload(c, upload_id);
    const upload = await readOwnUpload(store, ownerOf(c), upload_id);
    await removeParts(s3, upload);
    await s3.send(new DeleteObjectCommand({ Bucket: upload.bucket, Key: upload.key }));
    await forgetUpload(store, upload_id);
    return c.json({ message: `Upload ${upload_id} deleted successfully` }, 200);
  });
}

/** A completed upload has no parts any more. */
async function removeParts(s3: S3Client, { bucket, key, multipart_id }: UploadRecord): Promise<void> {
  if (multipart_id === undefined) return;
  const command = new AbortMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId: multipart_id });
  await s3.send(command).catch((error) => {
    if (!(error instanceof S3ServiceException && error.name === 'NoSuchUpload')) throw error;
  });
}
