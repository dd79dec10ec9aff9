/** `DELETE /tasks/{task_id}`: an active task is stopped first; a tombstone sees to it that nothing brings it back. */
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { createRoute } from '@hono/zod-openapi';
import { PosefleetError } from '../../core/errors.ts';
import { messageAnswerSchema, taskDeleteQuerySchema, taskParamsSchema } from '../../core/requests.ts';
import { deleteTask } from '../../core/store/delete-task.ts';
import { transition } from '../../core/store/transition.ts';
import { isFinal, type TaskRecord } from '../../core/task.ts';
import { endJobOf } from '../end-job.ts';
import { type Api, type Dependencies, type DependencySource, logTask, ownerOf } from './context.ts';
import { readOwnTask } from './own-task.ts';
import { isUploadOf } from './places.ts';
import { answers, refusals } from './refusals.ts';

const route = createRoute({
  method: 'delete',
  path: '/tasks/{task_id}',
  summary: 'Stop and delete a task',
  request: { params: taskParamsSchema, query: taskDeleteQuerySchema },
  responses: {
    200: answers('The task is gone.', messageAnswerSchema),
    ...refusals('task_not_found', 'request_invalid'),
  },
});

/** Adds the route. */
export function addDelete(api: Api, dependencies: DependencySource): void {
  api.openapi(route, async (c) => {
    const { task_id } = c.req.valid('param');
    logTask(c, task_id);
    await remove(dependencies(), ownerOf(c), task_id, c.req.valid('query'));
    return c.json({ message: `Task ${task_id} deleted successfully` }, 200);
  });
}

/**
 * The video goes before the record: if that fails the task is still there, and the same request can be repeated.
 * A task that moved on in between is read and dealt with again.
 */
async function remove(
  dependencies: Dependencies,
  owner: string,
  taskId: string,
  also: { results: boolean; source: boolean },
): Promise<void> {
  for (;;) {
    const found = await readOwnTask(dependencies.store, owner, taskId);
    if (also.source) requireUpload(dependencies, found);
    const record = await stop(dependencies, found);
    if (record === undefined) continue;
    if (also.source) await removeVideo(dependencies, record);
    if (await deleteTask(dependencies.store, record, also)) return;
  }
}

/** The record once nobody works on the task any more; undefined when it changed meanwhile. */
async function stop(dependencies: Dependencies, record: TaskRecord): Promise<TaskRecord | undefined> {
  const stopped = await cancelled(dependencies, record);
  // Also for a task that was cancelled before: whoever did it may have died before this line.
  if (stopped?.status === 'cancelled' && stopped.batch_job_id !== undefined)
    await endJobOf(dependencies.store, stopped.batch_job_id, `Task ${record.task_id} was deleted.`);
  return stopped;
}

async function cancelled({ store }: Dependencies, record: TaskRecord): Promise<TaskRecord | undefined> {
  const { task_id, run, status } = record;
  return isFinal(status) ? record : await transition(store, task_id, { type: 'cancelled', run });
}

/** @throws PosefleetError `request_invalid` naming `source` when the video was not uploaded by the caller. */
function requireUpload({ settings }: Dependencies, { owner, video, video_path }: TaskRecord): void {
  if (isUploadOf(owner, video, settings)) return;
  const message = `cannot remove ${video_path}: only a video that you uploaded is removed with its task`;
  throw new PosefleetError('request_invalid', `source ${message}.`, {
    issues: [{ field: 'source', message }],
  });
}

async function removeVideo({ s3 }: Dependencies, { video }: TaskRecord): Promise<void> {
  await s3.send(new DeleteObjectCommand({ Bucket: video.bucket, Key: video.key }));
}
