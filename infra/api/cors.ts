/** Web pages of other origins: which may call the API, if any. */
import { Duration } from 'aws-cdk-lib';
import type { CorsOptions } from 'aws-cdk-lib/aws-apigateway';

/** Methods of the routes, and headers that they read. */
const METHODS = ['GET', 'POST', 'DELETE'];
const HEADERS = ['Authorization', 'Content-Type', 'Idempotency-Key'];
/** Longest time that browsers honour. */
const REMEMBERED = Duration.hours(2);

/** What the gateway answers to a browser's question before a request; undefined when no origin is configured. */
export function preflight(origins: readonly string[]): CorsOptions | undefined {
  if (origins.length === 0) return undefined;
  return { allowOrigins: [...origins], allowMethods: METHODS, allowHeaders: HEADERS, maxAge: REMEMBERED };
}

/**
 * Headers that let a page read the gateway's own answers. These are fixed and cannot choose among origins; with
 * several any page may read them, which tells it nothing: they hold a fixed text and no cookie is ever sent.
 */
export function corsHeaders(origins: readonly string[]): Record<string, string> {
  const [origin, ...others] = origins;
  if (origin === undefined) return {};
  return {
    'Access-Control-Allow-Origin': others.length === 0 ? origin : '*',
    'Access-Control-Expose-Headers': 'Retry-After, WWW-Authenticate',
  };
}
