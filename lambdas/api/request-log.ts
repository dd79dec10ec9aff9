/** One log line a request. Bodies, headers and signed URLs never get into it. */
import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import { log } from '../../core/log.ts';
import { type ApiEnv, ownerIfKnown } from './context.ts';

/** Logs each request with its id, and the id of the task that it is about. */
export const requestLog: MiddlewareHandler<ApiEnv> = async (c, next) => {
  const started = performance.now();
  const { requestId, authorizer } = c.env.event.requestContext;
  const owner = ownerIfKnown(c);
  const tokenName: unknown = authorizer?.token_name;
  c.set('logFields', {
    request_id: requestId,
    ...(owner === undefined ? {} : { owner }),
    // Which of the owner's tokens it was, for the day on which one is stolen.
    ...(typeof tokenName === 'string' ? { token_name: tokenName } : {}),
  });
  await next();
  log.info('request', {
    ...c.var.logFields,
    method: c.req.method,
    // The pattern, not the path: what a caller writes there may be anything.
    route: routePath(c, -1),
    status: c.res.status,
    milliseconds: Math.round(performance.now() - started),
  });
};
