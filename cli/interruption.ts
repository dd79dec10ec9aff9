/** Ctrl-C and SIGTERM as one AbortSignal for everything that is under way. */
import { interruptedError } from './cli-error.ts';
import { CLI_EXIT } from './exit-codes.ts';

/**
 * Signals within this time are one, in milliseconds: under npm a process hears of one Ctrl-C twice, from the
 * terminal and from npm.
 */
const SAME_MS = 1000;

let controller: AbortController | undefined;

/** The signal of this process. A second Ctrl-C, later, ends the process at once. */
export function interruption(): AbortSignal {
  controller ??= listen();
  return controller.signal;
}

function listen(): AbortController {
  const own = new AbortController();
  let first: number | undefined;
  const interrupt = (): void => {
    const now = performance.now();
    first ??= now;
    own.abort(interruptedError());
    if (now - first > SAME_MS) process.exit(CLI_EXIT.interrupted);
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return own;
}
