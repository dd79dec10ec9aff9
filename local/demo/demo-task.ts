/** The demo's task: submitted, followed and fetched through the command line. */
import { basename, dirname } from 'node:path';
import * as z from 'zod';
import { type TaskAnswer, taskAnswerSchema } from '../../core/requests.ts';
import { DemoError } from './demo-error.ts';
import { DEMO_EXIT } from './exit-codes.ts';
import { type PosefleetCall, posefleet } from './posefleet-process.ts';

const errorSchema = z.object({ code: z.string(), detail: z.string() });
const refusedSchema = z.object({ error: errorSchema });
const submittedSchema = z
  .tuple([z.object({ task: taskAnswerSchema.nullable(), error: errorSchema.nullable() })])
  .transform(([outcome]) => outcome);
const savedSchema = z.object({
  predictions: z.string(),
  visualization: z.string().nullable(),
  run: z.string(),
});

/** Absolute paths of the results. */
export type SavedResults = z.infer<typeof savedSchema>;

/** What to submit; paths are absolute. */
export interface DemoRequest {
  video: string;
  bboxes: string | undefined;
  model: string;
}

/** Submits a video and follows it to its end, whichever that is. @throws DemoError when it did not become a task. */
export async function runTask(call: PosefleetCall, request: DemoRequest): Promise<TaskAnswer> {
  const bboxes = request.bboxes === undefined ? [] : ['--bboxes', request.bboxes];
  // By its name from its own folder, so that the progress shows no path. A leading dash would be an option.
  const name = basename(request.video).replace(/^-/, './-');
  const words = ['submit', name, '--model', request.model, ...bboxes, '--wait', '--quiet'];
  const { exitCode, json } = await posefleet({ ...call, cwd: dirname(request.video) }, ...words);
  const { task, error } = submittedSchema.safeParse(json).data ?? { task: null, error: refusal(json) };
  if (task !== null) return task;
  const { code, detail } = error ?? { code: 'internal', detail: 'The video did not become a task.' };
  throw new DemoError(exitCode, detail, { code });
}

/** Downloads a completed task's results. @throws DemoError when that fails. */
export async function fetchResults(
  call: PosefleetCall,
  taskId: string,
  folder: string,
): Promise<SavedResults> {
  const { exitCode, json } = await posefleet(call, 'results', taskId, '--out', folder, '--force');
  const saved = savedSchema.safeParse(json);
  if (saved.success) return saved.data;
  const { code, detail } = refusal(json) ?? { code: 'internal', detail: 'The results could not be fetched.' };
  throw new DemoError(exitCode, detail, { code });
}

/** Why a task has no results. */
export function taskFailure({ status, error }: TaskAnswer): DemoError {
  const { code, message } = error ?? { code: `task_${status}`, message: `The task was ${status}.` };
  return new DemoError(DEMO_EXIT.taskFailed, message, { code });
}

function refusal(json: unknown): z.infer<typeof errorSchema> | null {
  return refusedSchema.safeParse(json).data?.error ?? null;
}
