/** What the API answers must be what its description says: no field missing, none that is not described. */
import assert from 'node:assert/strict';
import type * as z from 'zod';
import {
  errorAnswerSchema,
  healthAnswerSchema,
  messageAnswerSchema,
  processAnswerSchema,
  taskAnswerSchema,
  taskListAnswerSchema,
  taskMovedAnswerSchema,
  uploadAnswerSchema,
  uploadCompleteAnswerSchema,
  uploadPartsAnswerSchema,
} from '../../core/requests.ts';

const ANSWERS: readonly [RegExp, z.ZodType][] = [
  [/^POST \/process$/, processAnswerSchema],
  [/^GET \/status\//, taskAnswerSchema],
  [/^GET \/tasks$/, taskListAnswerSchema],
  [/^GET \/health$/, healthAnswerSchema],
  [/^DELETE \//, messageAnswerSchema],
  [/\/(cancel|retry)$/, taskMovedAnswerSchema],
  [/^POST \/uploads$/, uploadAnswerSchema],
  [/\/parts$/, uploadPartsAnswerSchema],
  [/\/complete$/, uploadCompleteAnswerSchema],
];

/** @throws AssertionError when a JSON answer of the route differs from its schema. */
export function assertDescribed(method: string, path: string, status: number, json: unknown): void {
  if (json === undefined || path === '/openapi.json') return;
  const route = ANSWERS.find(([pattern]) => pattern.test(`${method} ${path}`));
  const schema = status >= 400 ? errorAnswerSchema : route?.[1];
  assert.ok(schema, `${method} ${path} is not described`);
  assert.deepEqual(schema.parse(json), json);
}
