/** A task as the API answers it. */
import * as z from 'zod';
import { TASK_STAGES, TASK_STATUSES } from '../task.ts';
import { taskOptionsSchema } from '../task-options.ts';
import { errorCodeField, idField, idParameter, timeField } from './fields.ts';

/** Path parameters of the routes of one task. */
export const taskParamsSchema = z.object({ task_id: idParameter });

const progressSchema = z
  .object({
    stage: z.enum(TASK_STAGES),
    frames_done: z.int(),
    frames_total: z.int().nullable().describe('Frames that are expected; null until the video was probed.'),
    fps: z.number().nullable().describe('Frames a second since the first one.'),
    eta_seconds: z.number().nullable(),
  })
  .meta({ id: 'TaskProgress' });

const resultSchema = z
  .object({
    visualization_dir: z.string().nullable(),
    predictions_dir: z.string(),
    predictions_file: z.string(),
    visualization_file: z.string().nullable(),
    run_file: z.string().describe('Weights, versions, timings and counts of the run.'),
  })
  .describe('`s3://` addresses.')
  .meta({ id: 'TaskResult' });

const downloadsSchema = z
  .object({
    predictions_url: z.url(),
    visualization_url: z.url().nullable(),
    run_url: z.url(),
    expires_at: timeField,
  })
  .describe('Signed URLs of the results, for 15 minutes; ask again for fresh ones.')
  .meta({ id: 'TaskDownloads' });

/** A task, as `GET /status/{task_id}` answers it. What is absent is null. */
export const taskAnswerSchema = z
  .object({
    task_id: idField,
    status: z.enum(TASK_STATUSES),
    video_path: z.string().describe('As the request named it.'),
    model: z.string(),
    created_at: timeField,
    started_at: timeField.nullable(),
    completed_at: timeField.nullable(),
    result: resultSchema.nullable(),
    error: z
      .object({
        code: errorCodeField,
        message: z.string(),
        retryable: z.boolean().describe('Whether a retry of the same task may succeed.'),
      })
      .meta({ id: 'TaskError' })
      .nullable(),
    source: z.enum(['api', 'upload']),
    bboxes_path: z.string().nullable(),
    options: taskOptionsSchema.meta({ id: 'TaskOptions' }),
    run: z.int(),
    attempt: z.int(),
    updated_at: timeField,
    progress: progressSchema,
    warnings: z.array(z.object({ code: z.string(), message: z.string() }).meta({ id: 'TaskWarning' })),
    downloads: downloadsSchema.nullable().describe('Completed tasks alone; in `GET /tasks` always null.'),
  })
  .meta({ id: 'Task' });
/** A task, as the API answers it. */
export type TaskAnswer = z.infer<typeof taskAnswerSchema>;
