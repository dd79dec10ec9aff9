/** The command `posefleet` as a whole. */
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { cancelCommand } from './cancel.ts';
import { deleteCommand } from './delete.ts';
import { exitCodesHelp } from './exit-codes.ts';
import { listCommand } from './list.ts';
import { logsCommand } from './logs.ts';
import { modelsCommandLazily } from './models.ts';
import { resultsCommand } from './results.ts';
import { retryCommand } from './retry-tasks.ts';
import { withCommonOptions } from './session.ts';
import { statusCommand } from './status.ts';
import { submitCommand } from './submit.ts';
import { tokensCommand } from './tokens.ts';

const EXAMPLES = `
Examples:
  posefleet submit walk.mp4 --wait          upload a video, follow it to its end
  posefleet results ID --out poses          fetch keypoints and the drawn video
  posefleet --url https://host/prod --token T list
  posefleet tokens create laptop            a token for a service in the cloud, with your AWS credentials

${exitCodesHelp()}

With --json an error is on stdout as {"error": {"code", "detail", "issues"?}}.
What was uploaded is remembered under $XDG_STATE_HOME/posefleet, or ~/.local/state/posefleet.
`;

/** The program with all its commands. */
export function posefleetProgram(): Command {
  const program = withCommonOptions(new Command('posefleet'))
    .description('Videos in, human poses out: the command line of a Posefleet service')
    .version(version())
    .enablePositionalOptions()
    .exitOverride()
    .showHelpAfterError('(--help shows what can be typed)')
    .addHelpText('after', EXAMPLES);
  for (const command of [
    submitCommand(),
    statusCommand(),
    listCommand(),
    resultsCommand(),
    cancelCommand(),
    retryCommand(),
    deleteCommand(),
    logsCommand(),
    tokensCommand(),
  ]) {
    for (const each of [command, ...command.commands]) each.copyInheritedSettings(program);
    program.addCommand(command);
  }
  // Its help is that of the commands behind it.
  return program.addCommand(modelsCommandLazily().copyInheritedSettings(program).helpOption(false));
}

/** The package's version; package.json lies one folder up from the source, and two from what is compiled. */
function version(): string {
  for (const place of ['../package.json', '../../package.json']) {
    try {
      const { name, version } = JSON.parse(readFileSync(new URL(place, import.meta.url), 'utf8'));
      if (name === 'posefleet') return version;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    }
  }
  throw new Error('package.json of posefleet is missing.');
}
