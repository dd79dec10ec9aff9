/** `POST /tasks/{task_id}/cancel`: stops a task and keeps its record. Doing it twice changes nothing. */
import { createRoute } from '@hono/zod-openapi';
import { PosefleetError } from '../../core/errors.ts';
import { taskMovedAnswerSchema, taskParamsSchema } from '../../core/requests.ts';
import type { Store } from '../../core/store/store.ts';
import { transition } from '../../core/store/transition.ts';
import { isFinal, type TaskRecord } from '../../core/task.ts';
import { endJobOf } from '../end-job.ts';
import { type Api, type DependencySource, logTask, ownerOf } from './context.ts';
import { readOwnTask } from './own-task.ts';
import { answers, refusals } from './refusals.ts';

const route = createRoute({
  method: 'post',
  path: '/tasks/{task_id}/cancel',
  summary: 'Stop a task and keep its record',
  description:
    'From the answer on the task stays cancelled, whatever its worker still does; the worker stops within seconds. A task that was cancelled before gets the same answer. Finished parts of the work are kept for a day, so that a retry can go on from there; results there are none.',
  request: { params: taskParamsSchema },
  responses: {
    200: answers('The task is cancelled.', taskMovedAnswerSchema),
    ...refusals('task_not_found', 'task_not_cancellable', 'request_invalid'),
  },
});

/** Adds the route. */
export function addCancel(api: Api, dependencies: DependencySource): void {
  api.openapi(route, async (c) => {
    const { task_id } = c.req.valid('param');
    logTask(c, task_id);
    const { store } = dependencies();
    const { run, status, batch_job_id } = await cancelled(store, ownerOf(c), task_id);
    // Also for a task that was cancelled before: whoever did it may have died before this line.
    if (batch_job_id !== undefined) await endJobOf(store, batch_job_id, `Task ${task_id} was cancelled.`);
    return c.json({ task_id, run, status, message: `Task ${task_id} is cancelled` }, 200);
  });
}

/** The record of a task that is cancelled now. A task that moved on in between is read and dealt with again. */
async function cancelled(store: Store, owner: string, taskId: string): Promise<TaskRecord> {
  for (;;) {
    const found = await readOwnTask(store, owner, taskId);
    if (found.status === 'cancelled') return found;
    if (isFinal(found.status)) throw overAlready(found);
    const after = await transition(store, taskId, { type: 'cancelled', run: found.run });
    if (after !== undefined) return after;
  }
}

function overAlready({ task_id, status }: TaskRecord): PosefleetError {
  return new PosefleetError(
    'task_not_cancellable',
    `Task ${task_id} has ${status} already. DELETE /tasks/${task_id} removes it.`,
  );
}
