/** Fields that several schemas of the API share. */
import * as z from 'zod';
import { ERRORS, type ErrorCode } from '../errors.ts';

/** A moment: ISO-8601 in UTC. */
export const timeField = z.iso.datetime().describe('ISO-8601, UTC.');
/** An id of a task or an upload, as the API answers it. */
export const idField = z.guid();
/** An id that a caller names; ids are compared in lower case. */
export const idParameter = z.guid({ error: 'must be a UUID' }).toLowerCase();
/** A stable error code. */
export const errorCodeField = z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]);

/** Answer of the routes that delete. */
export const messageAnswerSchema = z.object({ message: z.string() }).meta({ id: 'Message' });
/** Answer of the routes that delete. */
export type MessageAnswer = z.infer<typeof messageAnswerSchema>;

/** The shape of every error. */
export const errorAnswerSchema = z
  .object({
    detail: z.string().describe('What is wrong and what to do, in a sentence.'),
    code: errorCodeField.describe('Stable; programs may rely on it.'),
    issues: z
      .array(z.object({ field: z.string(), message: z.string() }))
      .optional()
      .describe('The fields that are wrong.'),
  })
  .meta({ id: 'Error' });
/** The shape of every error. */
export type ErrorAnswer = z.infer<typeof errorAnswerSchema>;
