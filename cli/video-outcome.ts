/** What became of one video of a `submit`. */
import type { TaskAnswer } from '../core/requests.ts';
import type { TaskStatus } from '../core/task.ts';
import { type CliError, toCliError } from './cli-error.ts';
import { CLI_EXIT, type CliExit } from './exit-codes.ts';
import type { TaskEnd } from './follow.ts';
import type { Submission } from './submission.ts';
import { plain } from './text.ts';

/** One video's line; with `--json` these are the fields. */
export interface VideoOutcome {
  /** As it was named on the command line. */
  video: string;
  /** Null when the video did not become a task. */
  task_id: string | null;
  status: TaskStatus | null;
  /** Whether the task was there before this call. */
  already_there: boolean;
  /** Why the video did not become a task, or why the task failed. */
  error: { code: string; detail: string } | null;
  /** The task as the service last told it, where it was asked. */
  task: TaskAnswer | null;
}

/** An outcome and the exit code it asks for. */
export interface RatedOutcome {
  outcome: VideoOutcome;
  exit: CliExit;
}

/** The outcome of a video that became a task. */
export function taskOutcome(video: string, submission: Submission, end?: TaskEnd): RatedOutcome {
  if (end instanceof Error) return errorOutcome(video, end, submission);
  const { task_id, already_there } = submission;
  const status = end?.status ?? submission.status;
  const error = end?.error ? { code: end.error.code, detail: end.error.message } : null;
  const outcome = { video, task_id, status, already_there, error, task: end ?? null };
  return { outcome, exit: status === 'failed' || status === 'cancelled' ? CLI_EXIT.taskFailed : CLI_EXIT.ok };
}

/** The outcome of a video on whose way something failed. */
export function errorOutcome(video: string, thrown: unknown, submission?: Submission): RatedOutcome {
  const error: CliError = toCliError(thrown);
  const { task_id = null, status = null, already_there = false } = submission ?? {};
  const { code, detail } = error.toJSON();
  const outcome = { video, task_id, status, already_there, error: { code, detail }, task: null };
  return { outcome, exit: error.exitCode };
}

/** The outcome in a line: id, state, video, remarks. */
export function outcomeLine({ video, task_id, status, already_there, error, task }: VideoOutcome): string {
  const remarks = [
    ...(already_there ? ['already there'] : []),
    ...(error === null ? [] : [`${plain(error.detail)} (${error.code})`]),
    ...(task?.warnings ?? []).map(({ code, message }) => `warning: ${plain(message)} (${code})`),
  ];
  const id = (task_id ?? '-').padEnd(36);
  const state = (task_id === null ? 'error' : (status ?? '-')).padEnd(10);
  return [id, state, plain(video), ...(remarks.length === 0 ? [] : [remarks.join('; ')])].join('  ');
}
