/** `posefleet models …`: the commands of the room `models`, loaded only when they are called. */
import { Command } from 'commander';

/** The command. What follows `models` is handed on as it is. */
export function modelsCommandLazily(): Command {
  return new Command('models')
    .description('List, fetch and verify models on this machine (see: posefleet models --help)')
    .argument('[words...]')
    .allowUnknownOption()
    .passThroughOptions()
    .action(async (words: string[]) => {
      const { modelsCommand } = await import('../models/cli.ts');
      const models = modelsCommand();
      for (const each of [models, ...models.commands]) each.exitOverride();
      // Under a parent, so that its help says `posefleet models`.
      await new Command('posefleet').addCommand(models).parseAsync(['models', ...words], { from: 'user' });
    });
}
