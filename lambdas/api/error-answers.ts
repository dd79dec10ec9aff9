/** One shape for every error that the API answers. */
import { isServerError, isThrottlingError, isTransientError } from '@smithy/core/retry';
import type { Context } from 'hono';
import { type ErrorCode, PosefleetError } from '../../core/errors.ts';
import { log } from '../../core/log.ts';
import type { ApiEnv } from './context.ts';

/** Seconds after which a caller may try again: the SDK has already retried for longer than a moment. */
const RETRY_AFTER_SECONDS = '5';
const RETRY_LATER: readonly ErrorCode[] = ['unavailable', 'rate_limited', 'too_many_tasks'];

/** Answers whatever was thrown; what callers could do nothing about is logged and not told. */
export function answerError(error: Error, c: Context<ApiEnv>): Response {
  const shown = toPosefleetError(error);
  if (shown !== error) log.error('request failed', { ...c.var.logFields, error });
  return errorResponse(shown);
}

/** Answers a request for a route that does not exist. */
export function answerUnknownRoute(): Response {
  return errorResponse(
    new PosefleetError('route_unknown', 'There is no such route. GET /docs lists them all.'),
  );
}

/** Answers a request whose route exists with other methods. */
export function answerWrongMethod(methods: readonly string[]): Response {
  const allow = methods.join(', ');
  const error = new PosefleetError(
    'method_not_allowed',
    `This route does not take that method; it takes ${allow}.`,
  );
  return errorResponse(error, { Allow: allow });
}

/** The answer that shows an error. */
export function errorResponse(error: PosefleetError, headers: Record<string, string> = {}): Response {
  const later = RETRY_LATER.includes(error.code) ? { 'Retry-After': RETRY_AFTER_SECONDS } : {};
  const challenge = error.code === 'unauthorized' ? { 'WWW-Authenticate': 'Bearer' } : {};
  return Response.json(error, {
    status: error.statusCode,
    headers: { ...later, ...challenge, ...headers },
  });
}

function toPosefleetError(error: Error): PosefleetError {
  if (error instanceof PosefleetError) return error;
  if (isAwsTrouble(error)) {
    return new PosefleetError(
      'unavailable',
      'A service behind this one does not answer. Repeat the request.',
    );
  }
  return new PosefleetError('internal', 'Something failed that should not. The log has the reason.');
}

/** Throttled, not reached, or broken on the other side, after all of the SDK's own attempts. */
function isAwsTrouble(thrown: Error): boolean {
  const error = thrown as Parameters<typeof isThrottlingError>[0];
  return isThrottlingError(error) || isTransientError(error) || isServerError(error);
}
