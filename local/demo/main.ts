/** `npm run demo -- [VIDEO]`: a service of its own, one video through it, the results in a folder. */
import { Command, CommanderError } from 'commander';
import { DEMO_EXIT, EXIT_CODES_HELP } from './exit-codes.ts';
import { interruption } from './interruption.ts';
import { runDemo } from './run-demo.ts';

/** npm runs scripts in the project's folder; names of files mean the folder in which npm was called. */
const CALLED_FROM = process.env.INIT_CWD ?? process.cwd();

const AFTER_HELP = `
Examples:
  npm run demo
  npm run demo -- walk.mp4 --model movenet-thunder
  npm run demo -- "my walk.mp4" --bboxes boxes.json --out poses --json

${EXIT_CODES_HELP}
`;

interface Flags {
  model?: string;
  bboxes?: string;
  out: string;
  json?: boolean;
}

const program = new Command('demo')
  .description('Estimate the poses of one video on this machine, with a service of its own')
  .argument('[video]', 'a video; a clip is drawn when there is none')
  .option('--model <name>', 'the model (see: npm run models -- list)')
  .option('--bboxes <file>', 'boxes to use in place of the detector')
  .option('--out <folder>', 'where the results go', 'posefleet-demo')
  .option('--json', 'the last line of stdout is the finished task')
  .addHelpText('after', AFTER_HELP)
  .exitOverride()
  .action(async (video: string | undefined, { model, bboxes, out, json = false }: Flags) => {
    const signal = interruption();
    process.exitCode = await runDemo({ video, model, bboxes, out, json, cwd: CALLED_FROM, signal });
  });

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? DEMO_EXIT.ok : DEMO_EXIT.usage;
}
