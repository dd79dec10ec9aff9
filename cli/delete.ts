/** `posefleet delete ID…` */
import { Command } from 'commander';
import { askForEach } from './each-task.ts';
import { type CliExit, worstExit } from './exit-codes.ts';
import { action, type Session, withCommonOptions } from './session.ts';

const EXAMPLES = `
Examples:
  posefleet delete 0198f7d2-6f0e-7c3a-b0cd-3f1c5a6f2b11
  posefleet delete ID --results --source        with its results and its uploaded video

A task that is being worked on is stopped first. Nothing brings a deleted task back.
`;

interface DeleteFlags {
  results?: boolean;
  source?: boolean;
}

/** The command. */
export function deleteCommand(): Command {
  const command = new Command('delete')
    .description('Delete tasks')
    .argument('<id...>', 'ids of tasks')
    .option('--results', 'delete the results too')
    .option('--source', 'delete the video too, if it was uploaded')
    .addHelpText('after', EXAMPLES);
  return withCommonOptions(command).action(action(deleteTasks));
}

async function deleteTasks(session: Session, flags: DeleteFlags, ids: readonly string[]): Promise<CliExit> {
  const { api, out } = session;
  const also = { results: flags.results ?? false, source: flags.source ?? false };
  const { outcomes, exits } = await askForEach(session, ids, (id) => api.delete(id, also));
  const told = outcomes.map(({ task_id, answer, error }) => ({
    task_id,
    message: answer?.message ?? null,
    error,
  }));
  if (out.json) out.raw(JSON.stringify(told));
  return worstExit(exits);
}
