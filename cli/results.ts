/** `posefleet results ID --out DIR` */
import { Command } from 'commander';
import { CLI_EXIT, type CliExit } from './exit-codes.ts';
import { saveResults } from './save-results.ts';
import { action, type Session, withCommonOptions } from './session.ts';
import { plain } from './text.ts';

const EXAMPLES = `
Writes, with the names of the service made safe for any file system:
  DIR/predictions/<video>_<model>.json       keypoints, MMPose's layout
  DIR/visualizations/<video>_<model>.mp4     the drawn video, if one was asked for
  DIR/runs/<video>_<model>.json              weights, versions, timings and counts of the run

Examples:
  posefleet results 0198f7d2-6f0e-7c3a-b0cd-3f1c5a6f2b11 --out poses
  posefleet list --status completed --all --json | jq -r '.tasks[].task_id' \\
    | xargs -I ID posefleet results ID --out poses/ID
`;

/** The command. */
export function resultsCommand(): Command {
  const command = new Command('results')
    .description('Download the results of a task')
    .argument('<id>', 'id of the task')
    .option('--out <folder>', 'where to write', 'posefleet-results')
    .option('--force', 'replace files that are there')
    .addHelpText('after', EXAMPLES);
  return withCommonOptions(command).action(action(results));
}

async function results(
  session: Session,
  { out, force = false }: { out: string; force?: boolean },
  [id = '']: readonly string[],
): Promise<CliExit> {
  const saved = await saveResults(session, id, { folder: out, force });
  const paths = [saved.predictions, saved.visualization, saved.run].flatMap((path) => path ?? []);
  session.out.result({ task_id: id, ...saved }, paths.map(plain).join('\n'));
  return CLI_EXIT.ok;
}
