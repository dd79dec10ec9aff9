/** From what zod found to the API's error: every wrong field by its name. */
import type * as z from 'zod';
import { type Issue, PosefleetError } from '../../core/errors.ts';

/** More would make the answer longer than the request. */
const MOST_ISSUES = 20;
const LONGEST_FIELD = 100;

/** The error `request_invalid` that names each wrong field, such as `options.max_people`. */
export function invalidRequest(issues: readonly z.core.$ZodIssue[]): PosefleetError {
  const named = issues.flatMap(toIssues).slice(0, MOST_ISSUES);
  const detail = named.map(({ field, message }) => (field === '' ? message : `${field}: ${message}`));
  return new PosefleetError('request_invalid', `The request is invalid. ${detail.join('; ')}.`, {
    issues: named,
  });
}

function toIssues(issue: z.core.$ZodIssue): Issue[] {
  if (issue.code !== 'unrecognized_keys') return [{ field: fieldName(issue.path), message: issue.message }];
  return issue.keys.map((key) => ({
    field: fieldName([...issue.path, key]),
    message: 'is not a known field',
  }));
}

function fieldName(path: readonly PropertyKey[]): string {
  return path.map(String).join('.').slice(0, LONGEST_FIELD);
}
