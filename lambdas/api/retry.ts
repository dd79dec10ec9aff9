/** `POST /tasks/{task_id}/retry`: a new run of a task that has failed or was cancelled. */
import { createRoute } from '@hono/zod-openapi';
import { PosefleetError } from '../../core/errors.ts';
import { taskMovedAnswerSchema, taskParamsSchema, taskRetryRequestSchema } from '../../core/requests.ts';
import { transition } from '../../core/store/transition.ts';
import type { TaskRecord } from '../../core/task.ts';
import { dispatchWaiting } from '../accept-task.ts';
import { requireRoom } from '../in-flight.ts';
import { type Api, type Dependencies, type DependencySource, logTask, ownerOf } from './context.ts';
import { requireJson } from './json-body.ts';
import { readOwnTask } from './own-task.ts';
import { answers, jsonBody, refusals } from './refusals.ts';

const route = createRoute({
  method: 'post',
  path: '/tasks/{task_id}/retry',
  summary: 'Run a failed or cancelled task again',
  description:
    'The same task with the same video, model and options, in its next run. Its earlier outcome is gone from the record. Finished parts of the work are used again while they are kept, for a day after the task ended.',
  middleware: requireJson,
  request: { params: taskParamsSchema, body: jsonBody(taskRetryRequestSchema) },
  responses: {
    202: answers('The task is queued again.', taskMovedAnswerSchema),
    ...refusals(
      'json_malformed',
      'body_too_large',
      'body_not_json',
      'request_invalid',
      'task_not_found',
      'task_changed',
      'task_not_retryable',
      'too_many_tasks',
    ),
  },
});

/** Adds the route. */
export function addRetry(api: Api, dependencies: DependencySource): void {
  api.openapi(route, async (c) => {
    const { task_id } = c.req.valid('param');
    logTask(c, task_id);
    const record = await retried(dependencies(), ownerOf(c), task_id, c.req.valid('json').run);
    await dispatchWaiting(record);
    const { run, status } = record;
    return c.json({ task_id, run, status, message: `Task ${task_id} is queued again` }, 202);
  });
}

/** The record of a task whose next run has begun. A task that moved on in between is read and dealt with again. */
async function retried(
  { store, settings }: Dependencies,
  owner: string,
  taskId: string,
  run: number,
): Promise<TaskRecord> {
  for (;;) {
    const found = await readOwnTask(store, owner, taskId);
    if (found.run !== run) throw otherRun(found, run);
    if (found.status !== 'failed' && found.status !== 'cancelled') throw notRetryable(found);
    if (found.rejected) throw neverAccepted(found);
    await requireRoom(store, owner, settings);
    const after = await transition(store, taskId, { type: 'retried', run });
    if (after !== undefined) return after;
  }
}

function otherRun({ task_id, run, status }: TaskRecord, asked: number): PosefleetError {
  return new PosefleetError(
    'task_changed',
    `Task ${task_id} is in run ${run} (${status}), not in run ${asked}. Look at it again before you retry it.`,
  );
}

function neverAccepted({ task_id }: TaskRecord): PosefleetError {
  return new PosefleetError(
    'task_not_retryable',
    `Task ${task_id} was refused when its video was dropped. Mend what its error names, then drop the video again.`,
  );
}

function notRetryable({ task_id, status }: TaskRecord): PosefleetError {
  return new PosefleetError(
    'task_not_retryable',
    `Task ${task_id} is ${status}; only a task that has failed or was cancelled is retried.`,
  );
}
