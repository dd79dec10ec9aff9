/** Errors of a route in the description of the API. */
import { ERRORS, type ErrorCode } from '../../core/errors.ts';
import { errorAnswerSchema } from '../../core/requests.ts';

/** Codes that every route may answer. */
const ANYWHERE: readonly ErrorCode[] = [
  'unauthorized',
  'forbidden',
  'rate_limited',
  'unavailable',
  'internal',
];

/**
 * The answers with which a route refuses, one an HTTP status.
 * The type shows none of them, so that handlers throw their errors and return their success alone.
 */
export function refusals(...codes: ErrorCode[]): Record<never, never> {
  const byStatus = Object.groupBy([...codes, ...ANYWHERE], (code) => String(ERRORS[code].http));
  return Object.fromEntries(Object.entries(byStatus).map(([status, group = []]) => [status, refusal(group)]));
}

function refusal(codes: readonly ErrorCode[]) {
  return {
    description: codes.map((code) => `\`${code}\`: ${ERRORS[code].meaning}`).join('\n\n'),
    content: { 'application/json': { schema: errorAnswerSchema } },
  };
}

/** A successful answer in JSON. */
export function answers<Schema>(description: string, schema: Schema) {
  return { description, content: { 'application/json': { schema } } };
}

/** A body in JSON. */
export function jsonBody<Schema>(schema: Schema, { required = true }: { required?: boolean } = {}) {
  return { required, content: { 'application/json': { schema } } };
}
