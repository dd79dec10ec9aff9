/** A task as the API answers it. */
import * as z from 'zod';
import { TASK_STAGES, TASK_STATUSES } from '../task.ts';
import { taskOptionsSchema } from '../task-options.ts';
import { errorCodeField, idField, idParameter, timeField } from './fields.ts';

/** Path parameters of the routes of one task. */
export const taskParamsSchema = z.object({ task_id: idParameter });

/** Body of `POST /tasks/{task_id}/retry`. */
export const taskRetryRequestSchema = z
  .strictObject({
    run: z
      .int()
      .min(1)
      .describe('The run that is to be repeated, as `GET /status/{task_id}` told it; with any other: 409.'),
  })
  .meta({ id: 'TaskRetryRequest' });

/** Answer of the routes that cancel and retry. */
export const taskMovedAnswerSchema = z
  .object({
    task_id: idField,
    run: z.int().describe('The run that the task is in now.'),
    status: z.enum(TASK_STATUSES).describe('`cancelled`, or `queued` after a retry.'),
    message: z.string().describe('For people.'),
  })
  .meta({ id: 'TaskMoved' });
/** Answer of the routes that cancel and retry. */
export type TaskMovedAnswer = z.infer<typeof taskMovedAnswerSchema>;

const progressSchema = z
  .object({
    stage: z.enum(TASK_STAGES).describe('What the worker is doing.'),
    frames_done: z.int().describe('Frames that are done.'),
    frames_total: z.int().nullable().describe('Frames that are expected; null until the video was probed.'),
    fps: z.number().nullable().describe('Frames a second since the first one.'),
    eta_seconds: z.number().nullable().describe('Estimated seconds to the end.'),
  })
  .meta({ id: 'TaskProgress' });

const resultSchema = z
  .object({
    visualization_dir: z.string().nullable().describe('Null when no video was drawn.'),
    predictions_dir: z.string().describe('Folder of the predictions.'),
    predictions_file: z.string().describe('Keypoints in the layout of MMPose.'),
    visualization_file: z.string().nullable().describe('The drawn video.'),
    run_file: z.string().describe('Weights, versions, timings and counts of the run.'),
  })
  .describe('`s3://` addresses.')
  .meta({ id: 'TaskResult' });

const downloadsSchema = z
  .object({
    predictions_url: z.url().describe('The predictions.'),
    visualization_url: z.url().nullable().describe('The drawn video.'),
    run_url: z.url().describe('What was run.'),
    expires_at: timeField.describe('When the URLs end.'),
  })
  .describe('Signed URLs of the results, for 15 minutes; ask again for fresh ones.')
  .meta({ id: 'TaskDownloads' });

/** A task, as `GET /status/{task_id}` answers it. What is absent is null. */
export const taskAnswerSchema = z
  .object({
    task_id: idField,
    status: z.enum(TASK_STATUSES),
    video_path: z.string().describe('As the request named it.'),
    model: z.string().describe('Name in the catalogue.'),
    created_at: timeField.describe('When it was accepted; all times are ISO-8601 in UTC.'),
    started_at: timeField.nullable().describe('When a worker first took it up.'),
    completed_at: timeField.nullable().describe('When it ended, well or not.'),
    result: resultSchema.nullable(),
    error: z
      .object({
        code: errorCodeField.describe('See the errors.'),
        message: z.string().describe('What is wrong and what to do.'),
        retryable: z.boolean().describe('Whether a retry of the same task may succeed.'),
      })
      .meta({ id: 'TaskError' })
      .nullable(),
    source: z.enum(['api', 'upload']).describe('Whether a request or a dropped video started it.'),
    bboxes_path: z.string().nullable().describe('As the request named it.'),
    options: taskOptionsSchema.meta({ id: 'TaskOptions', description: 'As the request sent them.' }),
    run: z.int().describe('1, and one more for each retry.'),
    attempt: z.int().describe('How many workers have taken it up in this run.'),
    updated_at: timeField.describe('Of the last sign of life.'),
    log_stream: z
      .string()
      .nullable()
      .describe('Where its last worker logs; null before the first. `posefleet logs` prints it.'),
    progress: progressSchema,
    warnings: z
      .array(z.object({ code: z.string(), message: z.string() }).meta({ id: 'TaskWarning' }))
      .describe('What to know about the results, such as a broken end of the video.'),
    downloads: downloadsSchema.nullable().describe('Completed tasks alone; in `GET /tasks` always null.'),
  })
  .meta({ id: 'Task' });
/** A task, as the API answers it. */
export type TaskAnswer = z.infer<typeof taskAnswerSchema>;
