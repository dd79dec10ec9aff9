/** The API: all routes, and what every request goes through. */
import { OpenAPIHono } from '@hono/zod-openapi';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { answerHeaders } from './answer-headers.ts';
import { addCancel } from './cancel.ts';
import type { Api, ApiEnv, DependencySource } from './context.ts';
import { corsFromEnvironment } from './cors.ts';
import { addDelete } from './delete.ts';
import { addDescriptions } from './descriptions.ts';
import { answerError, answerUnknownRoute, answerWrongMethod } from './error-answers.ts';
import { addHealth } from './health.ts';
import { invalidRequest } from './invalid-request.ts';
import { addList } from './list.ts';
import { addProcess } from './process.ts';
import { requestLog } from './request-log.ts';
import { addRetry } from './retry.ts';
import { addStatus } from './status.ts';
import { addUploadsComplete } from './uploads-complete.ts';
import { addUploadsCreate } from './uploads-create.ts';
import { addUploadsDelete } from './uploads-delete.ts';
import { addUploadsParts } from './uploads-parts.ts';

const ROUTES = [
  addProcess,
  addStatus,
  addList,
  addDelete,
  addCancel,
  addRetry,
  addHealth,
  addUploadsCreate,
  addUploadsParts,
  addUploadsComplete,
  addUploadsDelete,
];

/** Makes the API. Its dependencies are asked for at the first request. */
export function createApi(dependencies: DependencySource): Api {
  const api: Api = new OpenAPIHono<ApiEnv>({
    defaultHook: (result) => {
      if (!result.success) throw invalidRequest(result.error.issues);
    },
  });
  api.onError(answerError);
  api.notFound(answerUnknownRoute);
  api.use(requestLog, answerHeaders, corsFromEnvironment());
  api.use(methodNotAllowed({ app: api, onMethodNotAllowed: (_c, methods) => answerWrongMethod(methods) }));
  for (const add of ROUTES) add(api, dependencies);
  addDescriptions(api);
  return api;
}
