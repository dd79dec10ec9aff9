/** `posefleet tokens list` */
import { listTokens } from '../../core/store/tokens.ts';
import type { StackOptions } from '../aws/stack-options.ts';
import { CLI_EXIT, type CliExit } from '../exit-codes.ts';
import { plain, table } from '../text.ts';
import type { Operator } from '../tokens.ts';
import { withTokens } from './tokens-table.ts';

/** Lists the tokens, the oldest first. */
export async function list({ out, signal }: Operator, options: StackOptions): Promise<CliExit> {
  const found = await withTokens(options, signal, (store) => listTokens(store));
  const tokens = found.map(({ name, owner, created_at, revoked_at = null }) => ({
    name,
    owner,
    created_at,
    revoked_at,
  }));
  const rows = tokens.map((token) => [token.name, token.owner, token.created_at, token.revoked_at ?? '-']);
  out.result(
    { tokens },
    table([['NAME', 'OWNER', 'CREATED', 'REVOKED'], ...rows.map((row) => row.map(plain))]),
  );
  return CLI_EXIT.ok;
}
