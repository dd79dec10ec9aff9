/** Waiting for tasks to end, with progress, and what is said of them then. */
import { CliError } from './cli-error.ts';
import { taskText, videoName } from './describe-task.ts';
import { CLI_EXIT, type CliExit } from './exit-codes.ts';
import { Follower, type TaskEnd } from './follow.ts';
import { openProgress } from './progress.ts';
import type { Session } from './session.ts';
import { taskView } from './task-view.ts';

/**
 * Follows tasks until each has ended.
 *
 * @throws CliError when the service cannot be reached for long; of Ctrl-C it says how to go on following.
 */
export async function waitForAll(session: Session, ids: readonly string[]): Promise<TaskEnd[]> {
  const progress = openProgress();
  const follower = new Follower(session, taskView(progress));
  try {
    return await Promise.all(
      ids.map(async (id) => {
        const end = await follower.wait(id);
        if (!(end instanceof CliError)) progress.line(`${videoName(end)}  ${id}  ${end.status}`);
        return end;
      }),
    );
  } catch (error) {
    const again = session.commandLine('status', ...ids, '--wait');
    throw error instanceof CliError && error.exitCode === CLI_EXIT.interrupted
      ? new CliError(error.exitCode, error.code, `Interrupted. The tasks go on. To follow: ${again}`)
      : error;
  } finally {
    progress.stop();
  }
}

/** Prints tasks: with `--json` one as an object, several as a list. */
export function showEnds({ out }: Session, ends: readonly TaskEnd[]): void {
  if (out.json) out.raw(JSON.stringify(ends.length === 1 ? ends[0] : ends));
  else for (const end of ends) if (!(end instanceof CliError)) out.raw(`${taskText(end)}\n`);
  for (const end of ends) if (end instanceof CliError) out.note(`posefleet: ${end.message}`);
}

/** The exit code that a task's state asks for. */
export function exitOfEnd(end: TaskEnd): CliExit {
  if (end instanceof CliError) return end.exitCode;
  return end.status === 'failed' || end.status === 'cancelled' ? CLI_EXIT.taskFailed : CLI_EXIT.ok;
}
