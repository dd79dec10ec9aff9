/** `npm run image -- build | test`: makes the worker's image, and checks one that was made. */
import { Command, CommanderError, Option } from 'commander';
import { ENV, envOr } from '../../core/environment.ts';
import { DEFAULT_IMAGE } from '../worker-choice.ts';
import { type BuildOptions, buildImage } from './build-image.ts';
import { checkImage } from './check-image.ts';
import { TARGETS } from './targets.ts';

/** Exit codes: as those of `npm run models`. */
const EXIT = { failed: 1, usage: 2 };

const program = new Command('image')
  .description("Make the image of the worker's container, and check it.")
  .exitOverride();

program
  .command('build')
  .description('Build the image with Docker, Buildah or Podman, whichever is here.')
  .addOption(new Option('--target <target>', 'what it runs on').choices(TARGETS).default('cpu'))
  .option('--base <image>', 'image that the target stands on, in place of the one in the Dockerfile')
  .option('--node-base <image>', 'image with Node 24 and npm that it is built with')
  .option('--models <names>', 'models that are built in, with spaces between them; "" for none')
  .option('--tag <tag>', 'name of the image')
  .addOption(new Option('--engine <engine>', 'what builds it').choices(['docker', 'buildah', 'podman']))
  .action((options: BuildOptions) => buildImage(options));

program
  .command('test')
  .description('Check an image: its user, what it holds and does not hold, that it works without writing.')
  .argument('[image]', `the image (${ENV.image})`, envOr(ENV.image, DEFAULT_IMAGE))
  .option('--json', 'write JSON')
  .action(async (image: string, { json = false }: { json?: boolean }) => {
    if (!(await checkImage(image, json))) process.exitCode = EXIT.failed;
  });

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) console.error((error as Error).message);
  process.exitCode = error instanceof CommanderError ? (error.exitCode === 0 ? 0 : EXIT.usage) : EXIT.failed;
}
