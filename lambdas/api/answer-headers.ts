/** Headers of every answer. */
import type { MiddlewareHandler } from 'hono';
import type { ApiEnv } from './context.ts';

/** Nothing in an answer is to be guessed at, run, framed, referred to or kept: it may hold signed URLs. */
const HEADERS: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
};

/** Adds the headers that a route has not set itself. */
export const answerHeaders: MiddlewareHandler<ApiEnv> = async (c, next) => {
  await next();
  for (const [name, value] of Object.entries(HEADERS)) {
    if (!c.res.headers.has(name)) c.res.headers.set(name, value);
  }
};
