/** `posefleet status ID…` */
import { Command } from 'commander';
import pLimit from 'p-limit';
import { CliError } from './cli-error.ts';
import { type CliExit, worstExit } from './exit-codes.ts';
import type { TaskEnd } from './follow.ts';
import { action, type Session, withCommonOptions } from './session.ts';
import { exitOfEnd, showEnds, waitForAll } from './wait-for-tasks.ts';

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
  showEnds(session, ends);
  return worstExit(ends.map(exitOfEnd));
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
