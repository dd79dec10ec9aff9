/** Errors on their way out of a thread: what is copied between threads loses its class. */
import { type ErrorCode, PosefleetError } from '../../core/errors.ts';

/** An error as plain data. */
export interface ThreadError {
  message: string;
  stack?: string | undefined;
  /** Of errors that may be shown to a caller. */
  code?: ErrorCode;
}

/** Packs an error. */
export function packError(error: unknown): ThreadError {
  if (!(error instanceof Error)) return { message: String(error) };
  const { message, stack } = error;
  return { message, stack, ...(error instanceof PosefleetError ? { code: error.code } : {}) };
}

/** Unpacks it again; its stack is that of the thread. */
export function unpackError({ message, stack, code }: ThreadError): Error {
  const error = code === undefined ? new Error(message) : new PosefleetError(code, message);
  if (stack !== undefined) error.stack = stack;
  return error;
}
