/** The command `models`: list, pull, verify and publish. Run by `npm run models`, mounted by `posefleet`. */
import { Command } from 'commander';
import { DEFAULT_MODEL } from './catalogue.ts';
import { type ActionOptions, list, pull, verify } from './cli/actions.ts';
import { EXIT_CODES_HELP } from './cli/exit-codes.ts';
import type { PublishOptions } from './cli/publish.ts';
import { report } from './cli/report.ts';

/** Builds the command. Its actions report errors themselves and set `process.exitCode`. */
export function modelsCommand(): Command {
  return new Command('models')
    .description('List the models, fetch them, and check that they are whole.')
    .addHelpText('after', examples('list', `pull ${DEFAULT_MODEL}`, 'verify --json'))
    .addHelpText('after', EXIT_CODES_HELP)
    .addCommand(listCommand())
    .addCommand(pullCommand())
    .addCommand(verifyCommand())
    .addCommand(publishCommand());
}

function listCommand(): Command {
  return new Command('list')
    .description('List the models, and whether each is on this machine.')
    .option('--all', 'also those that cannot be run yet')
    .option('--json', 'write JSON')
    .addHelpText('after', examples('list', 'list --all --json'))
    .action((options: ActionOptions) => report(() => list(options)));
}

function pullCommand(): Command {
  return new Command('pull')
    .description('Fetch models, convert and verify them. What is here already is only verified.')
    .argument('<names...>', 'names or aliases of models')
    .option('--offline', 'fail instead of using the network')
    .option('--json', 'write JSON')
    .addHelpText('after', examples(`pull ${DEFAULT_MODEL}`, 'pull thunder lightning --json'))
    .action((names: string[], options: ActionOptions) => report(() => pull(names, options)));
}

function verifyCommand(): Command {
  return new Command('verify')
    .description("Hash models' files and compare them with the catalogue.")
    .argument('[names...]', 'names or aliases of models; all that are here when left out')
    .option('--json', 'write JSON')
    .addHelpText('after', examples('verify', `verify ${DEFAULT_MODEL}`))
    .action((names: string[], options: ActionOptions) => report(() => verify(names, options)));
}

function publishCommand(): Command {
  return new Command('publish')
    .description('Put models into a bucket for workers that may not download them elsewhere.')
    .argument('<names...>', 'names or aliases of models; detectors that they need are published too')
    .requiredOption('--bucket <bucket>', "the deployment's models bucket")
    .option('--json', 'write JSON')
    .addHelpText('after', examples(`publish ${DEFAULT_MODEL} --bucket my-models`))
    .action((names: string[], options: PublishOptions) =>
      report(async () => {
        // AWS's client is loaded for this alone.
        const { publish } = await import('./cli/publish.ts');
        await publish(names, options);
      }),
    );
}

function examples(...lines: string[]): string {
  return ['', 'Examples:', ...lines.map((line) => `  npm run models -- ${line}`)].join('\n');
}
