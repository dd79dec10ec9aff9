/**
 * The schema of an entry that somebody adds to the catalogue as JSON. The catalogue's own entries are checked by the
 * compiler and by tests instead, so that a Lambda that imports the catalogue gets no library along.
 */
import * as z from 'zod';
import { type Issue, PosefleetError } from '../../core/errors.ts';
import { contractIssues } from './contract-rules.ts';
import { modelContractSchema } from './contract-schema.ts';
import { MODEL_FAMILIES, type ModelEntry } from './model-entry.ts';

const NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const name = z
  .string()
  .max(60)
  .regex(NAME, 'must be lower-case letters and digits, with single hyphens between them');

/** Schema of an entry. Unknown fields are refused; `aliases`, `file` and the source's `kind` may be left out. */
export const modelEntrySchema = z
  .strictObject({
    name,
    aliases: z.array(name).default([]),
    family: z.enum(MODEL_FAMILIES),
    task: z.enum(['one-stage', 'top-down', 'detector']),
    title: z.string().min(1).max(200),
    detector: name.exactOptional(),
    mostPeople: z.int().min(1).exactOptional(),
    file: z
      .strictObject({
        sha256: z
          .string()
          .regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hexadecimal digits')
          .exactOptional(),
        bytes: z.int().min(1).exactOptional(),
      })
      .default({}),
    source: z.strictObject({
      kind: z.literal('added').default('added'),
      origin: z.string().min(1),
    }),
    licence: z.strictObject({
      weights: z.string().min(1),
      carrier: z.string().min(1),
      author: z.string().min(1),
    }),
    contract: modelContractSchema,
  })
  .superRefine((entry, context) => {
    for (const { field, message } of contractIssues(entry)) {
      context.addIssue({ code: 'custom', path: field.split('.'), message });
    }
  });

/**
 * Reads an entry that was written by hand.
 *
 * @param json the parsed JSON.
 * @throws PosefleetError `request_invalid` whose message and `issues` name each wrong field, such as
 *   `contract.input.size.width`.
 */
export function parseModelEntry(json: unknown): ModelEntry {
  const parsed = modelEntrySchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.flatMap(toIssues);
  const detail = issues.map(({ field, message }) => (field === '' ? message : `${field}: ${message}`));
  throw new PosefleetError('request_invalid', `The model's entry is invalid. ${detail.join('; ')}.`, {
    issues,
  });
}

function toIssues(issue: z.core.$ZodIssue): Issue[] {
  const field = issue.path.map(String).join('.');
  if (issue.code !== 'unrecognized_keys') return [{ field, message: issue.message }];
  return issue.keys.map((key) => ({
    field: field === '' ? key : `${field}.${key}`,
    message: 'is not a known field',
  }));
}
