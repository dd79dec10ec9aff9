/** A hash of a request's body that does not depend on how it was written. */
import { createHash } from 'node:crypto';

/** SHA-256 of a JSON value, in hexadecimal: the order of fields and absent ones make no difference. */
export function requestHash(body: unknown): string {
  return createHash('sha256').update(canonicalJson(body)).digest('hex');
}

/** JSON with sorted fields. Null and absent mean the same to the API, so both are left out of objects. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part) =>
    part !== null && typeof part === 'object' && !Array.isArray(part) ? sorted(part) : part,
  );
}

function sorted(object: Record<string, unknown>): Record<string, unknown> {
  const present = Object.entries(object).filter(([, part]) => part !== null && part !== undefined);
  return Object.fromEntries(present.sort(([a], [b]) => (a < b ? -1 : 1)));
}
