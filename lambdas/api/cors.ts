/** Which web pages of other origins may read the answers. The gateway answers browsers' questions before a request. */
import type { MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import * as z from 'zod';
import { ENV, envOr } from '../../core/environment.ts';
import { jsonFromEnvironment } from '../tenancy.ts';
import type { ApiEnv } from './context.ts';

/** Headers of answers that a page may read, besides those that every page may. */
const EXPOSED = ['Allow', 'Retry-After'];

/** Lets the configured origins in; without any, no header is added. @throws Error when they are not a JSON list. */
export function corsFromEnvironment(): MiddlewareHandler<ApiEnv> {
  const isOff = envOr(ENV.corsOrigins, '') === '';
  const origin = isOff ? [] : jsonFromEnvironment(ENV.corsOrigins, z.array(z.string()));
  return origin.length === 0 ? (_c, next) => next() : cors({ origin, exposeHeaders: EXPOSED });
}
