/** Errors that end the demo. */
import { PosefleetError } from '../../core/errors.ts';
import { DEMO_EXIT } from './exit-codes.ts';

/** An error that is shown as it is. */
export class DemoError extends Error {
  override readonly name = 'DemoError';
  readonly exitCode: number;
  /** The service's code, where there is one. */
  readonly code: string | undefined;

  constructor(
    exitCode: number,
    message: string,
    { code, ...options }: ErrorOptions & { code?: string } = {},
  ) {
    super(message, options);
    this.exitCode = exitCode;
    this.code = code;
  }
}

/** Any error as one that can be shown. What nobody foresaw keeps its stack. */
export function toDemoError(error: unknown): DemoError {
  if (error instanceof DemoError) return error;
  if (error instanceof PosefleetError) {
    const exit = error.code === 'model_unknown' ? DEMO_EXIT.usage : DEMO_EXIT.local;
    return new DemoError(exit, error.message, { code: error.code, cause: error });
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new DemoError(DEMO_EXIT.local, message, { cause: error });
}
