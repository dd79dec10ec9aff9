/** `GET /tasks`, `DELETE /tasks/{task_id}` and `GET /health`. */
import * as z from 'zod';
import { TASK_STATUSES } from '../task.ts';
import { timeField } from './fields.ts';
import { taskAnswerSchema } from './task.ts';

/** Query of `GET /tasks`. */
export const taskListQuerySchema = z.strictObject({
  status: z.enum(TASK_STATUSES).optional().describe('Only tasks in this state.'),
  limit: z.coerce.number().int().min(1).max(100).default(50).describe('Tasks a page.'),
  cursor: z.string().max(1000).optional().describe('`next_cursor` of the page before.'),
});

/** Answer of `GET /tasks`: newest first. */
export const taskListAnswerSchema = z
  .object({
    total_tasks: z.int().describe('All tasks of the caller, whatever their status.'),
    tasks: z.array(taskAnswerSchema).describe('As in `GET /status/{task_id}`.'),
    next_cursor: z.string().nullable().describe('Null after the last page.'),
  })
  .meta({ id: 'TaskList' });
/** Answer of `GET /tasks`. */
export type TaskListAnswer = z.infer<typeof taskListAnswerSchema>;

const flag = z
  .enum(['true', 'false'])
  .default('false')
  .transform((text) => text === 'true');

/** Query of `DELETE /tasks/{task_id}`. */
export const taskDeleteQuerySchema = z.strictObject({
  results: flag.describe('Whether the results are removed too.'),
  source: flag.describe('Whether the video is removed too; only one that was uploaded.'),
});

/** Answer of `GET /health`. */
export const healthAnswerSchema = z
  .object({
    status: z.literal('healthy'),
    timestamp: timeField,
    active_tasks: z.int().describe('Tasks that a worker has taken up.'),
    queued_tasks: z.int().describe('Tasks that wait for a worker.'),
    total_tasks: z.int().describe('All tasks of the service.'),
  })
  .meta({ id: 'Health' });
/** Answer of `GET /health`. */
export type HealthAnswer = z.infer<typeof healthAnswerSchema>;
