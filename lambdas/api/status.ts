/** `GET /status/{task_id}`: a task, with URLs of its results when it is completed. */
import type { S3Client } from '@aws-sdk/client-s3';
import { createRoute } from '@hono/zod-openapi';
import { parseS3Address } from '../../core/places.ts';
import { type TaskAnswer, taskAnswerSchema, taskParamsSchema } from '../../core/requests.ts';
import type { S3Location, TaskRecord } from '../../core/task.ts';
import { type Api, type DependencySource, logTask, ownerOf } from './context.ts';
import { readOwnTask } from './own-task.ts';
import { answers, refusals } from './refusals.ts';
import { downloadUrl, urlExpiry } from './signed-urls.ts';
import { taskAnswer } from './task-answer.ts';

const route = createRoute({
  method: 'get',
  path: '/status/{task_id}',
  summary: 'A task: its state, progress and results',
  request: { params: taskParamsSchema },
  responses: {
    200: answers('The task.', taskAnswerSchema),
    ...refusals('task_not_found', 'request_invalid'),
  },
});

/** Adds the route. */
export function addStatus(api: Api, dependencies: DependencySource): void {
  api.openapi(route, async (c) => {
    const { store, s3 } = dependencies();
    const { task_id } = c.req.valid('param');
    logTask(c, task_id);
    const record = await readOwnTask(store, ownerOf(c), task_id);
    return c.json(taskAnswer(record, await downloadsOf(s3, record)), 200);
  });
}

async function downloadsOf(s3: S3Client, { status, result }: TaskRecord): Promise<TaskAnswer['downloads']> {
  if (status !== 'completed' || result === undefined) return null;
  const { predictions_file, visualization_file, run_file } = result;
  return {
    predictions_url: await downloadUrl(s3, placeOf(predictions_file)),
    visualization_url:
      visualization_file === null ? null : await downloadUrl(s3, placeOf(visualization_file)),
    run_url: await downloadUrl(s3, placeOf(run_file)),
    expires_at: urlExpiry(),
  };
}

/** @throws Error when a worker wrote something else than an address. */
function placeOf(address: string): S3Location {
  const place = parseS3Address(address);
  if (place === undefined) throw new Error(`A result lies at ${address}, which is not an s3:// address.`);
  return place;
}
