/** Errors that end a command, or one video's part of it: what is shown, and the exit code. */
import { type Issue, PosefleetError } from '../core/errors.ts';
import { CLI_EXIT, type CliExit } from './exit-codes.ts';

/** More about an error. */
export interface CliErrorOptions extends ErrorOptions {
  issues?: readonly Issue[] | undefined;
  /** HTTP status, when the service answered. */
  status?: number;
  /** Set when repeating may help: how long the service wants to be left alone, in milliseconds. */
  retry?: { afterMs: number | undefined };
}

/** An error whose message is meant for the person at the keyboard. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly exitCode: CliExit;
  /** Stable code: the service's own, or `usage`, `unreachable`, `local`, `interrupted`. */
  readonly code: string;
  readonly issues: readonly Issue[] | undefined;
  readonly status: number | undefined;
  readonly retry: { afterMs: number | undefined } | undefined;

  constructor(exitCode: CliExit, code: string, message: string, options: CliErrorOptions = {}) {
    super(message, options);
    this.exitCode = exitCode;
    this.code = code;
    this.issues = options.issues;
    this.status = options.status;
    this.retry = options.retry;
  }

  /** The shape that `--json` prints. */
  toJSON(): { code: string; detail: string; issues?: readonly Issue[] } {
    const { code, message: detail, issues } = this;
    return { code, detail, ...(issues === undefined ? {} : { issues }) };
  }
}

/** Wrong usage: the message says what to type instead. */
export function usageError(message: string): CliError {
  return new CliError(CLI_EXIT.usage, 'usage', message);
}

/** Something on this machine is in the way. */
export function localError(message: string, options: ErrorOptions = {}): CliError {
  return new CliError(CLI_EXIT.local, 'local', message, options);
}

/** What Ctrl-C makes of everything that is under way. */
export function interruptedError(): CliError {
  return new CliError(CLI_EXIT.interrupted, 'interrupted', 'Interrupted.');
}

/** Any error as a CliError. Those of the file system name their path themselves; others are bugs and keep their stack. */
export function toCliError(error: unknown): CliError {
  if (error instanceof CliError) return error;
  if (error instanceof PosefleetError) return fromPosefleetError(error);
  if (error instanceof Error && 'syscall' in error) return localError(error.message, { cause: error });
  return localError(error instanceof Error ? (error.stack ?? error.message) : String(error), {
    cause: error,
  });
}

/** Errors of the rooms that run on this machine, such as `models`. */
function fromPosefleetError(error: PosefleetError): CliError {
  const exit = error.code === 'model_unknown' ? CLI_EXIT.usage : CLI_EXIT.local;
  return new CliError(exit, error.code, error.message, { cause: error, issues: error.issues });
}
