/** The guard before every route that takes a body: its size, its type, and that it is JSON at all. */
import type { MiddlewareHandler } from 'hono';
import { PosefleetError } from '../../core/errors.ts';
import type { ApiEnv } from './context.ts';

/** Largest body that the API reads, in bytes. */
export const MOST_BODY_BYTES = 2 ** 20;

/** Refuses a body that is too large, not `application/json`, or not JSON, in this order. */
export const requireJson: MiddlewareHandler<ApiEnv> = async (c, next) => {
  await checkBody(c.req.raw.headers, () => c.req.text());
  await next();
};

/** The same for a body that may be left out. */
export const acceptJson: MiddlewareHandler<ApiEnv> = async (c, next) => {
  if (c.req.raw.body === null) {
    // A type without a body, as some clients send it, says nothing.
    c.req.raw.headers.delete('content-type');
  } else {
    await checkBody(c.req.raw.headers, () => c.req.text());
  }
  await next();
};

async function checkBody(headers: Headers, text: () => Promise<string>): Promise<void> {
  if (Number(headers.get('content-length')) > MOST_BODY_BYTES) {
    throw new PosefleetError('body_too_large', `The body is larger than ${MOST_BODY_BYTES} bytes.`);
  }
  if (!isJson(headers.get('content-type'))) {
    throw new PosefleetError('body_not_json', 'Send the body as JSON, with Content-Type: application/json.');
  }
  try {
    JSON.parse(await text());
  } catch {
    throw new PosefleetError('json_malformed', 'The body is not valid JSON.');
  }
}

function isJson(contentType: string | null): boolean {
  return contentType?.split(';')[0]?.trim().toLowerCase() === 'application/json';
}
