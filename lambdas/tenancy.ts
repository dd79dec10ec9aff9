/** Who the callers of this service are, and whose the keys of the media bucket are. */
import * as z from 'zod';
import { ENV, type EnvironmentName, envOr, requireEnv } from '../core/environment.ts';
import { isOwnerName, OWNER_RULE } from '../core/owner.ts';
import { MEDIA_PREFIX, UPLOADS_PREFIX } from '../core/places.ts';

/** The callers. */
export interface Tenancy {
  /** All that there are. */
  owners: readonly string[];
  /** One of them: what lies under `uploads/` in a folder that names none of them is its. */
  defaultOwner: string;
}

/** A name of an owner, as it stands in the environment. */
export const ownerField = z.string().refine(isOwnerName, OWNER_RULE);

/**
 * The callers that this environment knows. Undefined where it names none, on one person's machine: each folder
 * under `uploads/` then names its owner.
 *
 * @throws Error that names the variable when one is missing or wrong.
 */
export function tenancyFromEnvironment(): Tenancy | undefined {
  if (envOr(ENV.owners, '') === '') return undefined;
  const owners = ownersFromEnvironment();
  const defaultOwner = requireEnv(ENV.defaultOwner);
  if (owners.includes(defaultOwner)) return { owners, defaultOwner };
  throw new Error(`The environment variable ${ENV.defaultOwner} must be one of ${ENV.owners}.`);
}

/** Names of all callers. @throws Error that names the variable when it is missing or wrong. */
export function ownersFromEnvironment(): readonly string[] {
  return jsonFromEnvironment(ENV.owners, z.array(ownerField).min(1));
}

/** The value of a variable that holds JSON. @throws Error that names the variable and what is wrong with it. */
export function jsonFromEnvironment<T>(name: EnvironmentName, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(parseJson(requireEnv(name)));
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path, message }) => [...path, message].join(': '));
  throw new Error(`The environment variable ${name} is not valid: ${wrong.join('; ')}.`);
}

/**
 * Whose a key of the media bucket is; undefined when it is nobody's. `media/ann/…` is of `ann`, `uploads/ann/…` too
 * if there is a caller of that name, and what else lies under `uploads/` is the default owner's.
 */
export function ownerOfKey(key: string, tenancy: Tenancy | undefined): string | undefined {
  const [folder, owner = '', ...rest] = key.split('/');
  const named = rest.length > 0 && owner !== '' ? owner : undefined;
  if (`${folder}/` === MEDIA_PREFIX) return named;
  if (!key.startsWith(UPLOADS_PREFIX)) return undefined;
  if (tenancy === undefined || (named !== undefined && tenancy.owners.includes(named))) return named;
  return tenancy.defaultOwner;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The schema refuses it and says what it expects.
    return undefined;
  }
}
