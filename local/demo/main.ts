/** `npm run demo -- [VIDEO]`: a service of its own, one video through it, the results in a folder. */
import { Command, CommanderError } from 'commander';
import { toCliError } from '../../cli/cli-error.ts';
import { CLI_EXIT, exitCodesHelp } from '../../cli/exit-codes.ts';
import { interruption } from '../../cli/interruption.ts';
import { Output } from '../../cli/output.ts';
import { type DemoFlags, runDemo } from './run-demo.ts';

/** npm runs scripts in the project's folder; names of files mean the folder in which npm was called. */
const CALLED_FROM = process.env.INIT_CWD ?? process.cwd();

const EXAMPLES = `
Examples:
  npm run demo
  npm run demo -- walk.mp4 --model movenet-thunder
  npm run demo -- "my walk.mp4" --bboxes boxes.json --out poses --json

${exitCodesHelp()}
`;

const program = new Command('demo')
  .description('Estimate the poses of one video on this machine, with a service of its own')
  .argument('[video]', 'a video; a clip is drawn when there is none')
  .option('--model <name>', 'the model (see: npm run models -- list)')
  .option('--bboxes <file>', 'boxes to use in place of the detector')
  .option('--out <folder>', 'where the results go', 'posefleet-demo')
  .option('--json', 'the last line of stdout is the finished task')
  .addHelpText('after', EXAMPLES)
  .exitOverride()
  .action(async (video: string | undefined, flags: DemoFlags) => {
    process.exitCode = await runDemo({ video, flags, cwd: CALLED_FROM, signal: interruption() });
  });

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? CLI_EXIT.ok : CLI_EXIT.usage;
  } else {
    const shown = toCliError(error);
    new Output(false).error(shown);
    process.exitCode = shown.exitCode;
  }
}
