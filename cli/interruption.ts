/** Ctrl-C and SIGTERM as one AbortSignal for everything that is under way. */
import { interruptedError } from './cli-error.ts';

let controller: AbortController | undefined;

/** The signal of this process. A second Ctrl-C ends the process at once. */
export function interruption(): AbortSignal {
  if (controller !== undefined) return controller.signal;
  const own = new AbortController();
  controller = own;
  const interrupt = (): void => own.abort(interruptedError());
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  return own.signal;
}
