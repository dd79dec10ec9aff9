/** `posefleet tokens create | list | revoke`: for the operator of a deployment. AWS is loaded only when called. */
import { Command } from 'commander';
import { CREDENTIALS_HELP, type StackOptions, withStackOptions } from './aws/stack-options.ts';
import type { CliExit } from './exit-codes.ts';
import { interruption } from './interruption.ts';
import type { Output } from './output.ts';
import { actionWith, withJsonOption } from './session.ts';

const EXAMPLES = `
Examples:
  posefleet tokens create laptop --owner ann
  POSEFLEET_TOKEN=$(posefleet tokens create nightly) posefleet list
  posefleet tokens list --stage test --region eu-central-1
  posefleet tokens revoke laptop

A token is shown once, when it is made; only its hash is stored. A revoked one is refused within a minute.
${CREDENTIALS_HELP}
`;

/** What a command on tokens has at hand. */
export interface Operator {
  out: Output;
  signal: AbortSignal;
}

/** What can be done with tokens. */
type Run<Options> = (operator: Operator, options: Options, args: readonly string[]) => Promise<CliExit>;

/** The command. */
export function tokensCommand(): Command {
  return new Command('tokens')
    .description('Make, list and revoke the bearer tokens of a service in the cloud')
    .addCommand(createCommand())
    .addCommand(listCommand())
    .addCommand(revokeCommand())
    .addHelpText('after', EXAMPLES);
}

function createCommand(): Command {
  const command = new Command('create')
    .description('Make a token and print it, this once')
    .argument('<name>', 'what to call it, such as the machine that will use it')
    .option('--owner <owner>', 'whose requests it makes (may be left out where there is one owner)');
  return operatorCommand(command, async (...given) => (await import('./tokens/create.ts')).create(...given));
}

function listCommand(): Command {
  const command = new Command('list').description('List tokens, also those that are revoked');
  return operatorCommand(command, async (operator, options) =>
    (await import('./tokens/list.ts')).list(operator, options),
  );
}

function revokeCommand(): Command {
  const command = new Command('revoke')
    .description('Revoke a token for good')
    .argument('<name>', 'name of the token');
  return operatorCommand(command, async (...given) => (await import('./tokens/revoke.ts')).revoke(...given));
}

function operatorCommand<Options extends StackOptions>(command: Command, run: Run<Options>): Command {
  const open = (_options: unknown, out: Output): Operator => ({ out, signal: interruption() });
  return withJsonOption(withStackOptions(command)).action(actionWith(open, run));
}
