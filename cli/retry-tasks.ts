/** `posefleet retry ID…` */
import { Command, InvalidArgumentError } from 'commander';
import { usageError } from './cli-error.ts';
import { askForEach, movedOutcome, type TaskOutcome } from './each-task.ts';
import { type CliExit, worstExit } from './exit-codes.ts';
import { action, type Session, withCommonOptions } from './session.ts';
import { exitOfEnd, showEnds, waitForAll } from './wait-for-tasks.ts';

const EXAMPLES = `
Examples:
  posefleet retry 0198f7d2-6f0e-7c3a-b0cd-3f1c5a6f2b11 --wait
  posefleet retry ID --run 2                    only if the task is still in its second run
  posefleet list --status failed --all --json \\
    | jq -r '.tasks[] | select(.error.retryable) | .task_id' | xargs posefleet retry

Only a task that has failed or was cancelled is run again, with the same video, model and options. The run that it is in
is looked up first, unless --run names it: whoever else retries it meanwhile is not overtaken.
`;

interface RetryFlags {
  run?: number;
  wait?: boolean;
}

/** The command. */
export function retryCommand(): Command {
  const command = new Command('retry')
    .description('Run failed or cancelled tasks again')
    .argument('<id...>', 'ids of tasks')
    .option('--run <number>', 'the run that is to be repeated, for one task', wholeNumber)
    .option('--wait', 'follow the tasks to their end; Ctrl-C leaves them running')
    .addHelpText('after', EXAMPLES);
  return withCommonOptions(command).action(action(retryTasks));
}

async function retryTasks(session: Session, flags: RetryFlags, ids: readonly string[]): Promise<CliExit> {
  if (flags.run !== undefined && ids.length > 1) {
    throw usageError(`--run is the run of one task, and ${ids.length} were named. Retry one at a time.`);
  }
  const { api, out } = session;
  const { outcomes, exits } = await askForEach(session, ids, async (id) =>
    api.retry(id, flags.run ?? (await api.status(id)).run),
  );
  if (flags.wait) return worstExit([...exits, ...(await follow(session, outcomes))]);
  if (out.json) out.raw(JSON.stringify(outcomes.map(movedOutcome)));
  return worstExit(exits);
}

/** Follows the tasks that are queued now; why others are not has been told to people, and stands in the JSON. */
async function follow(session: Session, outcomes: readonly TaskOutcome<unknown>[]): Promise<CliExit[]> {
  const queued = outcomes.filter(({ error }) => error === null).map(({ task_id }) => task_id);
  const ends = await waitForAll(session, queued);
  const refused = session.out.json ? outcomes.flatMap(({ error }) => error ?? []) : [];
  showEnds(session, [...ends, ...refused]);
  return ends.map(exitOfEnd);
}

function wholeNumber(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number from 1.');
}
