/** The `Idempotency-Key` of a request. */
import type { Context } from 'hono';
import { processHeadersSchema } from '../../core/requests.ts';
import type { ApiEnv } from './context.ts';
import { invalidRequest } from './invalid-request.ts';

const NAME = 'idempotency-key';

/**
 * The key as the caller sent it; undefined when there is none. Read from the event, since on the way to the
 * application other characters than ASCII are escaped, and two different keys could become the same.
 *
 * @throws PosefleetError `request_invalid` naming the header.
 */
export function idempotencyKeyOf({ env: { event } }: Pick<Context<ApiEnv>, 'env'>): string | undefined {
  const all = { ...event.headers, ...event.multiValueHeaders };
  const name = Object.keys(all).find((key) => key.toLowerCase() === NAME);
  const value = name === undefined ? undefined : [all[name]].flat().join(', ');
  const parsed = processHeadersSchema.safeParse({ [NAME]: value });
  if (parsed.success) return parsed.data[NAME];
  throw invalidRequest(parsed.error.issues);
}
