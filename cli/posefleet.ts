#!/usr/bin/env node
/** Entry of the command `posefleet`. */
import { CommanderError } from 'commander';
import { toCliError } from './cli-error.ts';
import { CLI_EXIT } from './exit-codes.ts';
import { describeError } from './output.ts';
import { posefleetProgram } from './program.ts';

// A reader that has seen enough, such as `head`, is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(CLI_EXIT.ok);
  throw error;
});

try {
  await posefleetProgram().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    // Commander has said it already; help that was asked for is no error.
    process.exitCode = error.exitCode === 0 ? CLI_EXIT.ok : CLI_EXIT.usage;
  } else {
    const shown = toCliError(error);
    process.stderr.write(`${describeError(shown)}\n`);
    process.exitCode = shown.exitCode;
  }
}
