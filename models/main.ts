/** Runs the command `models` by itself: `npm run models -- list`. */
import { CommanderError } from 'commander';
import { MODELS_EXIT } from './cli/exit-codes.ts';
import { modelsCommand } from './cli.ts';

const command = modelsCommand();
for (const each of [command, ...command.commands]) each.exitOverride();
try {
  await command.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? MODELS_EXIT.ok : MODELS_EXIT.usage;
}
