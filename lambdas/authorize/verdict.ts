/** Whether a bearer token is good, and whose it is. */
import { hashToken, tokenOfHeader } from '../../core/bearer-token.ts';
import type { Store } from '../../core/store/store.ts';
import { findToken, type TokenRecord } from '../../core/store/tokens.ts';

/** What was found out about an Authorization header. A reason is for the log; the caller hears none. */
export type Verdict =
  | { kind: 'known'; token: TokenRecord }
  | { kind: 'refused'; reason: 'malformed' | 'unknown' | 'revoked' | 'owner unknown'; token_name?: string };

/**
 * Looks the header's token up. Only its hash is compared, by the table, so the time of the answer tells nothing of
 * any other token.
 */
export async function verdictOf(
  store: Store,
  header: string | undefined,
  owners: readonly string[],
): Promise<Verdict> {
  const text = tokenOfHeader(header ?? '');
  if (text === undefined) return { kind: 'refused', reason: 'malformed' };
  const token = await findToken(store, hashToken(text));
  if (token === undefined) return { kind: 'refused', reason: 'unknown' };
  const { name: token_name, owner, revoked_at } = token;
  if (revoked_at !== undefined) return { kind: 'refused', reason: 'revoked', token_name };
  // An owner who was taken out of the configuration, or a table that somebody has written into by hand.
  if (!owners.includes(owner)) return { kind: 'refused', reason: 'owner unknown', token_name };
  return { kind: 'known', token };
}
