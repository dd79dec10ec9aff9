/** Bearer tokens: what they look like, how they are made, and what is kept of them. */
import { createHash, randomBytes } from 'node:crypto';

/** Random bytes of a token. */
const TOKEN_BYTES = 32;

/** A token: `pf_` and 32 random bytes in base64url. The prefix lets scanners for lost secrets find one. */
export const TOKEN_PATTERN = /^pf_[A-Za-z0-9_-]{43}$/;
/** An Authorization header that may hold a token; API Gateway refuses any other without asking the authorizer. */
export const AUTHORIZATION_PATTERN = '^[Bb][Ee][Aa][Rr][Ee][Rr] +pf_[A-Za-z0-9_-]{43}$';

/** What a token may be called. */
export const TOKEN_NAME_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;
/** The pattern in words. */
export const TOKEN_NAME_RULE =
  'must be 1 to 63 letters, digits, dots, underscores and hyphens, with a letter or digit first';

/** A new token. Nobody can guess it, so its hash needs neither salt nor a slow function. */
export function newToken(): string {
  return `pf_${randomBytes(TOKEN_BYTES).toString('base64url')}`;
}

/** What is stored of a token: its SHA-256, in hexadecimal. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** The token of an Authorization header; undefined when it holds none. */
export function tokenOfHeader(header: string): string | undefined {
  if (!new RegExp(AUTHORIZATION_PATTERN).test(header)) return undefined;
  return header.slice(header.lastIndexOf(' ') + 1);
}
