/** `posefleet tokens revoke NAME` */
import { revokeToken } from '../../core/store/tokens.ts';
import type { StackOptions } from '../aws/stack-options.ts';
import { CliError } from '../cli-error.ts';
import { CLI_EXIT, type CliExit } from '../exit-codes.ts';
import { plain } from '../text.ts';
import type { Operator } from '../tokens.ts';
import { withTokens } from './tokens-table.ts';

/** Revokes a token. */
export async function revoke(
  { out, signal }: Operator,
  options: StackOptions,
  [name = '']: readonly string[],
): Promise<CliExit> {
  const token = await withTokens(options, signal, (store) => revokeToken(store, name));
  if (token === undefined) {
    const message = `There is no token ${plain(name)} that is not revoked. See: posefleet tokens list`;
    throw new CliError(CLI_EXIT.refused, 'token_not_found', message);
  }
  const { owner, revoked_at } = token;
  out.result(
    { name, owner, revoked_at },
    `The token ${name} of ${owner} is revoked. It is refused within a minute.`,
  );
  return CLI_EXIT.ok;
}
