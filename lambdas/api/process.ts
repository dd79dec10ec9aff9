/** `POST /process`: a video becomes a task. */
import { createRoute } from '@hono/zod-openapi';
import { PosefleetError } from '../../core/errors.ts';
import {
  type ProcessAnswer,
  type ProcessRequest,
  processAnswerSchema,
  processHeadersSchema,
  processRequestSchema,
} from '../../core/requests.ts';
import { findTask } from '../../core/store/read-task.ts';
import { deriveTaskId, newTaskId } from '../../core/task-id.ts';
import { type Acceptance, acceptTask, type TaskRequest } from '../accept-task.ts';
import { requireRoom } from '../in-flight.ts';
import { checkedRequest } from './checked-request.ts';
import { type Api, type Dependencies, type DependencySource, logTask, ownerOf } from './context.ts';
import { idempotencyKeyOf } from './idempotency-key.ts';
import { requireJson } from './json-body.ts';
import { answers, jsonBody, refusals } from './refusals.ts';
import { requestHash } from './request-hash.ts';

const route = createRoute({
  method: 'post',
  path: '/process',
  summary: 'Process a video',
  middleware: requireJson,
  request: { headers: processHeadersSchema, body: jsonBody(processRequestSchema) },
  responses: {
    202: answers('The task is accepted.', processAnswerSchema),
    ...refusals(
      'json_malformed',
      'path_invalid',
      'video_not_found',
      'bboxes_not_found',
      'idempotency_conflict',
      'task_deleted',
      'body_too_large',
      'body_not_json',
      'request_invalid',
      'model_unknown',
      'option_unsupported',
      'bboxes_unsupported',
      'too_large',
      'bboxes_invalid',
      'too_many_tasks',
    ),
  },
});

/** Adds the route. */
export function addProcess(api: Api, dependencies: DependencySource): void {
  api.openapi(route, async (c) => {
    const outside = dependencies();
    const owner = ownerOf(c);
    const body = c.req.valid('json');
    const key = idempotencyKeyOf(c);
    const taskId = key === undefined ? newTaskId() : deriveTaskId('idempotency', owner, key);
    logTask(c, taskId);
    const hash = key === undefined ? undefined : requestHash(body);
    const earlier = key === undefined ? undefined : await findAccepted(outside, taskId);
    const acceptance = earlier ?? (await accept(outside, owner, body, { taskId, requestHash: hash }));
    return c.json(answerOf(acceptance, hash), 202);
  });
}

async function accept(
  outside: Dependencies,
  owner: string,
  body: ProcessRequest,
  ids: Pick<TaskRequest, 'taskId' | 'requestHash'>,
): Promise<Acceptance> {
  const request = await checkedRequest(outside, owner, body);
  const others = await requireRoom(outside.store, owner, outside.settings);
  return acceptTask(outside.store, { ...request, ...ids }, others);
}

/** Looked for before anything else: a repeated request finds its task even if the video has gone since. */
async function findAccepted({ store }: Dependencies, taskId: string): Promise<Acceptance | undefined> {
  const found = await findTask(store, taskId);
  switch (found.kind) {
    case 'none':
      return undefined;
    case 'deleted':
      return found;
    case 'task':
      return { kind: 'existing', record: found.record };
  }
}

/** @throws PosefleetError when the Idempotency-Key stands for something else. */
function answerOf(acceptance: Acceptance, hash: string | undefined): ProcessAnswer {
  if (acceptance.kind === 'deleted') {
    throw new PosefleetError(
      'task_deleted',
      'The task of this Idempotency-Key was deleted. Use another key.',
    );
  }
  const { task_id, status, request_hash } = acceptance.record;
  if (request_hash !== hash) {
    throw new PosefleetError(
      'idempotency_conflict',
      'This Idempotency-Key was used with another body. Use another key, or repeat the same body.',
    );
  }
  const message = acceptance.kind === 'created' ? 'Video processing task queued' : 'Task accepted before';
  return { task_id, status, message };
}
