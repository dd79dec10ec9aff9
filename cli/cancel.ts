/** `posefleet cancel ID…` */
import { Command } from 'commander';
import { askForEach, movedOutcome } from './each-task.ts';
import { type CliExit, worstExit } from './exit-codes.ts';
import { action, type Session, withCommonOptions } from './session.ts';

const EXAMPLES = `
Examples:
  posefleet cancel 0198f7d2-6f0e-7c3a-b0cd-3f1c5a6f2b11
  posefleet list --status queued --all --json | jq -r '.tasks[].task_id' | xargs posefleet cancel

A task that is being worked on is stopped within seconds. Its record stays, and for a day what was finished of the
work: "posefleet retry ID" goes on from there. A task that was cancelled before is no error; one that has completed or
failed is.
`;

/** The command. */
export function cancelCommand(): Command {
  const command = new Command('cancel')
    .description('Stop tasks and keep their records')
    .argument('<id...>', 'ids of tasks')
    .addHelpText('after', EXAMPLES);
  return withCommonOptions(command).action(action(cancelTasks));
}

async function cancelTasks(session: Session, _flags: object, ids: readonly string[]): Promise<CliExit> {
  const { outcomes, exits } = await askForEach(session, ids, (id) => session.api.cancel(id));
  if (session.out.json) session.out.raw(JSON.stringify(outcomes.map(movedOutcome)));
  return worstExit(exits);
}
