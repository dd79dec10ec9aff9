/** `posefleet tokens create NAME` */
import { TOKEN_NAME_PATTERN, TOKEN_NAME_RULE } from '../../core/bearer-token.ts';
import { STACK_OUTPUTS } from '../../core/stack-outputs.ts';
import { createToken } from '../../core/store/tokens.ts';
import type { DeployedStack } from '../aws/stack.ts';
import type { StackOptions } from '../aws/stack-options.ts';
import { CliError, usageError } from '../cli-error.ts';
import { CLI_EXIT, type CliExit } from '../exit-codes.ts';
import { plain } from '../text.ts';
import type { Operator } from '../tokens.ts';
import { withTokens } from './tokens-table.ts';

/** Makes a token: the token alone on stdout, all else on stderr. */
export async function create(
  { out, signal }: Operator,
  options: StackOptions & { owner?: string },
  [name = '']: readonly string[],
): Promise<CliExit> {
  if (!TOKEN_NAME_PATTERN.test(name)) throw usageError(`The name of a token ${TOKEN_NAME_RULE}.`);
  const made = await withTokens(options, signal, async (store, stack) => {
    const owner = ownerOf(options.owner, stack);
    const token = await createToken(store, { name, owner });
    if (token === undefined) throw nameTaken(name);
    return { token: token.token, owner, created_at: token.record.created_at };
  });
  out.result({ name, ...made }, made.token);
  out.note(`The token ${name} makes requests of ${made.owner}. It is shown this once: keep it as a secret.`);
  return CLI_EXIT.ok;
}

/** @throws CliError of wrong usage when the owner is none of the stack's. */
function ownerOf(wanted: string | undefined, stack: DeployedStack): string {
  const owners = stack.output(STACK_OUTPUTS.owners).split(',');
  const owner = wanted ?? (owners.length === 1 ? owners[0] : undefined);
  if (owner !== undefined && owners.includes(owner)) return owner;
  const choice = `The stack ${stack.name} has: ${owners.join(', ')}`;
  throw owner === undefined
    ? usageError(`--owner is needed. ${choice}.`)
    : usageError(`There is no owner ${plain(owner)}. ${choice}. Others are added in cdk.json and deployed.`);
}

function nameTaken(name: string): CliError {
  const advice = `Take another name, or revoke it first: posefleet tokens revoke ${name}`;
  return new CliError(CLI_EXIT.refused, 'token_name_taken', `There is a token ${name} already. ${advice}`);
}
