/** `posefleet status ID…` */
import { Command } from 'commander';
import pLimit from 'p-limit';
import { CliError } from './cli-error.ts';
import { taskText, videoName } from './describe-task.ts';
import { CLI_EXIT, type CliExit, worstExit } from './exit-codes.ts';
import { Follower, type TaskEnd } from './follow.ts';
import { openProgress } from './progress.ts';
import { action, type Session, withCommonOptions } from './session.ts';
import { taskView } from './task-view.ts';

/** Requests under way at once. */
const REQUESTS_AT_ONCE = 4;

const EXAMPLES = `
Examples:
  posefleet status 0198f7d2-6f0e-7c3a-b0cd-3f1c5a6f2b11
  posefleet status 0198f7d2-6f0e-7c3a-b0cd-3f1c5a6f2b11 --wait
  posefleet status ID --json | jq .progress

With --json one id gives the task as an object, several give a list.
`;

/** The command. */
export function statusCommand(): Command {
  const command = new Command('status')
    .description('Show tasks, or follow them to their end')
    .argument('<id...>', 'ids of tasks')
    .option('--wait', 'follow the tasks to their end; Ctrl-C leaves them running')
    .addHelpText('after', EXAMPLES);
  return withCommonOptions(command).action(action(status));
}

async function status(session: Session, flags: { wait?: boolean }, ids: readonly string[]): Promise<CliExit> {
  const ends = flags.wait ? await waitForAll(session, ids) : await lookAtAll(session, ids);
  const { out } = session;
  if (out.json) out.raw(JSON.stringify(ends.length === 1 ? ends[0] : ends));
  else for (const end of ends) if (!(end instanceof CliError)) out.raw(`${taskText(end)}\n`);
  for (const end of ends) if (end instanceof CliError) out.note(`posefleet: ${end.message}`);
  return worstExit(ends.map(exitOf));
}

/** An unknown id does not hide the others; anything else ends the command. */
async function lookAtAll({ api }: Session, ids: readonly string[]): Promise<TaskEnd[]> {
  const limit = pLimit(REQUESTS_AT_ONCE);
  const look = (id: string): Promise<TaskEnd> =>
    api.status(id).catch((error: unknown) => {
      if (error instanceof CliError && error.status !== undefined && ids.length > 1) return error;
      throw error;
    });
  return Promise.all(ids.map((id) => limit(() => look(id))));
}

async function waitForAll(session: Session, ids: readonly string[]): Promise<TaskEnd[]> {
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

function exitOf(end: TaskEnd): CliExit {
  if (end instanceof CliError) return end.exitCode;
  return end.status === 'failed' || end.status === 'cancelled' ? CLI_EXIT.taskFailed : CLI_EXIT.ok;
}
