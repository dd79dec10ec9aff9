/** The error of a task's record. */
import { ERRORS, type ErrorCode } from '../core/errors.ts';
import type { TaskError } from '../core/task.ts';

/** An error with its code's own word on whether a retry may help. */
export function taskError(code: ErrorCode, message: string): TaskError {
  return { code, message, retryable: ERRORS[code].retryable };
}
