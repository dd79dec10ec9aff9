/** Asking the service for something of each task in turn: one that is refused does not hold up the others. */
import { type CliError, toCliError } from './cli-error.ts';
import { CLI_EXIT, type CliExit } from './exit-codes.ts';
import type { Session } from './session.ts';
import { plain } from './text.ts';

/** What came of one task; with `--json` these are the fields. */
export interface TaskOutcome<Answer> {
  task_id: string;
  answer: Answer | null;
  /** Becomes its JSON by itself. */
  error: CliError | null;
}

/** What came of all of them, and the exit codes that it asks for. */
export interface TaskOutcomes<Answer> {
  outcomes: TaskOutcome<Answer>[];
  exits: CliExit[];
}

/** Asks for each task, and prints the answers' messages. A service that cannot be reached ends the round. */
export async function askForEach<Answer extends { message: string }>(
  { out }: Session,
  ids: readonly string[],
  ask: (taskId: string) => Promise<Answer>,
): Promise<TaskOutcomes<Answer>> {
  const outcomes: TaskOutcome<Answer>[] = [];
  const exits: CliExit[] = [];
  for (const task_id of ids) {
    try {
      const answer = await ask(task_id);
      outcomes.push({ task_id, answer, error: null });
      if (!out.json) out.raw(plain(answer.message));
    } catch (thrown) {
      const error = toCliError(thrown);
      outcomes.push({ task_id, answer: null, error });
      exits.push(error.exitCode);
      out.note(`posefleet: ${plain(error.message)}`);
      if (error.exitCode !== CLI_EXIT.refused) break;
    }
  }
  return { outcomes, exits };
}

/** The outcome of a task that was moved to another state, as `--json` prints it. */
export function movedOutcome({
  task_id,
  answer,
  error,
}: TaskOutcome<{ run: number; status: string; message: string }>): object {
  const { run = null, status = null, message = null } = answer ?? {};
  return { task_id, run, status, message, error };
}
