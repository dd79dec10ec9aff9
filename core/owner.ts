/** Names of owners: the callers of a service, each with tasks and files of their own. */

/** What an owner may be called: it is a folder in S3 and a part of keys in the table. */
export const OWNER_PATTERN = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** The pattern in words. */
export const OWNER_RULE =
  'must be 1 to 63 lower-case letters, digits and hyphens, without a hyphen at the ends';

/** Whether a text may name an owner. */
export function isOwnerName(text: string): boolean {
  return OWNER_PATTERN.test(text);
}

/**
 * An owner's share identifier for Batch, which allows letters and digits alone. Hyphens become `H`, which no name
 * holds, so that two owners never share one.
 */
export function shareIdentifier(owner: string): string {
  return owner.replaceAll('-', 'H');
}
