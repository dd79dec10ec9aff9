/**
 * Key of the table of bearer tokens, stated once for the store and for the infrastructure.
 *
 * Items: tokens (`hash` = SHA-256 of the token) and what holds their names (`hash` = `name#NAME`).
 */

/** Partition key of the table; a string. */
export const TOKENS_PARTITION_KEY = 'hash';
