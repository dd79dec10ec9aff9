/** `POST /uploads/{upload_id}/parts`: fresh URLs, since each lasts a quarter of an hour. */
import { createRoute } from '@hono/zod-openapi';
import {
  uploadParamsSchema,
  uploadPartsAnswerSchema,
  uploadPartsRequestSchema,
} from '../../core/requests.ts';
import { type Api, type DependencySource, logUpload, ownerOf } from './context.ts';
import { acceptJson } from './json-body.ts';
import { readOwnUpload } from './own-upload.ts';
import { answers, jsonBody, refusals } from './refusals.ts';
import { firstParts, signUpload } from './upload-urls.ts';

const route = createRoute({
  method: 'post',
  path: '/uploads/{upload_id}/parts',
  summary: 'Sign URLs of an upload again',
  description: 'Without `part_numbers` the first parts are signed, as in `POST /uploads`.',
  middleware: acceptJson,
  request: { params: uploadParamsSchema, body: jsonBody(uploadPartsRequestSchema, { required: false }) },
  responses: {
    200: answers('Fresh URLs.', uploadPartsAnswerSchema),
    ...refusals('json_malformed', 'body_too_large', 'body_not_json', 'request_invalid', 'upload_not_found'),
  },
});

/** Adds the route. */
export function addUploadsParts(api: Api, dependencies: DependencySource): void {
  api.openapi(route, async (c) => {
    const { store, s3 } = dependencies();
    const { upload_id } = c.req.valid('param');
    logUpload(c, upload_id);
    const upload = await readOwnUpload(store, ownerOf(c), upload_id);
    const { part_numbers = firstParts(upload) } = c.req.valid('json');
    return c.json(await signUpload(s3, upload, part_numbers), 200);
  });
}
