/** The command `models`: list, pull, verify, add, remove and publish. Run by `npm run models`, mounted by `posefleet`. */
import { Command } from 'commander';
import { DEFAULT_MODEL } from './catalogue.ts';
import { type ActionOptions, pull, verify } from './cli/actions.ts';
import { type AddFlags, add, remove } from './cli/add.ts';
import { EXIT_CODES_HELP } from './cli/exit-codes.ts';
import { type ListOptions, list } from './cli/list.ts';
import type { PublishOptions } from './cli/publish.ts';
import { report } from './cli/report.ts';

/** Builds the command. Its actions report errors themselves and set `process.exitCode`. */
export function modelsCommand(): Command {
  return new Command('models')
    .description('List the models, fetch them, check that they are whole, and add your own.')
    .addHelpText('after', examples('list', `pull ${DEFAULT_MODEL}`, 'verify --json'))
    .addHelpText('after', EXIT_CODES_HELP)
    .addCommand(listCommand())
    .addCommand(pullCommand())
    .addCommand(verifyCommand())
    .addCommand(addCommand())
    .addCommand(removeCommand())
    .addCommand(publishCommand());
}

function listCommand(): Command {
  return new Command('list')
    .description('List the models, and whether each is on this machine.')
    .option('--here', 'only those that are on this machine')
    .option('--json', 'write JSON')
    .addHelpText('after', examples('list', 'list --here --json'))
    .action((options: ListOptions) => report(() => list(options)));
}

function pullCommand(): Command {
  return new Command('pull')
    .description(
      'Fetch models, unpack or convert and verify them. What is here already is only verified; what broke off is gone on with. A SHA-256 that nobody publishes is recorded and enforced from then on.',
    )
    .argument('<names...>', 'names or aliases of models')
    .option('--offline', 'fail instead of using the network')
    .option('--json', 'write JSON')
    .addHelpText(
      'after',
      examples(`pull ${DEFAULT_MODEL}`, 'pull vitpose yolox-m', 'pull thunder lightning --json'),
    )
    .addHelpText('after', MIRRORS_HELP)
    .action((names: string[], options: ActionOptions) => report(() => pull(names, options)));
}

function verifyCommand(): Command {
  return new Command('verify')
    .description("Hash models' files and compare them with what is published or recorded.")
    .argument('[names...]', 'names or aliases of models; all that are here when left out')
    .option('--json', 'write JSON')
    .addHelpText('after', examples('verify', `verify ${DEFAULT_MODEL}`))
    .action((names: string[], options: ActionOptions) => report(() => verify(names, options)));
}

function addCommand(): Command {
  return new Command('add')
    .description('Add a model of a known family: an entry in JSON and an ONNX file. Both are copied.')
    .argument('<entry>', "the entry's file, or the name of a listed model whose file has to be brought")
    .option('--onnx <file>', 'the ONNX file; by default the one beside the entry, of the same name')
    .option('--replace', 'put it in the place of a model that was added under this name before')
    .option('--json', 'write JSON')
    .addHelpText(
      'after',
      examples('add my-pose.json', 'add my-pose.json --onnx weights/epoch-210.onnx --replace'),
    )
    .action((what: string, options: AddFlags) => report(() => add(what, options)));
}

function removeCommand(): Command {
  return new Command('remove')
    .description('Remove a model that was added, entry and file.')
    .argument('<name>', 'its name')
    .addHelpText('after', examples('remove my-pose'))
    .action((name: string) => report(() => remove(name)));
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

const MIRRORS_HELP = `
Mirrors are asked first, in their order: POSEFLEET_MODEL_MIRRORS names folders and addresses (https:, file:,
s3://BUCKET/PREFIX) with spaces between them. One that cannot be reached
or read is passed over. A name and password may stand in an address: https://NAME:PASSWORD@HOST/PATH; AWS's settings say who
asks a bucket. A proxy is taken from HTTPS_PROXY and NO_PROXY.`;

/** As whoever asks for help has called: from npm's scripts, or as a part of the command `posefleet`. */
function examples(...lines: string[]): (context: { command: Command }) => string {
  return ({ command }) => {
    const called = rootOf(command).name() === 'posefleet' ? 'posefleet models' : 'npm run models --';
    return ['', 'Examples:', ...lines.map((line) => `  ${called} ${line}`)].join('\n');
  };
}

function rootOf(command: Command): Command {
  return command.parent === null ? command : rootOf(command.parent);
}
