/** `posefleet delete ID…` */
import { Command } from 'commander';
import { toCliError } from './cli-error.ts';
import { CLI_EXIT, type CliExit, worstExit } from './exit-codes.ts';
import { action, type Session, withCommonOptions } from './session.ts';
import { plain } from './text.ts';

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
  const exits: CliExit[] = [];
  const told: unknown[] = [];
  for (const task_id of ids) {
    try {
      const also = { results: flags.results ?? false, source: flags.source ?? false };
      const { message } = await api.delete(task_id, also);
      told.push({ task_id, message, error: null });
      exits.push(CLI_EXIT.ok);
      if (!out.json) out.raw(plain(message));
    } catch (thrown) {
      const error = toCliError(thrown);
      told.push({ task_id, message: null, error: error.toJSON() });
      exits.push(error.exitCode);
      out.note(`posefleet: ${plain(error.message)}`);
      if (error.exitCode !== CLI_EXIT.refused) break;
    }
  }
  if (out.json) out.raw(JSON.stringify(told));
  return worstExit(exits);
}
