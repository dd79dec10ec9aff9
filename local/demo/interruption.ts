/** Ctrl-C and SIGTERM as a signal for everything that is under way. */
import { DemoError } from './demo-error.ts';
import { DEMO_EXIT } from './exit-codes.ts';

/**
 * The signal. Further Ctrl-Cs change nothing: under npm one arrives twice, and what was temporary must still be
 * removed.
 */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  const interrupt = (): void => controller.abort(new DemoError(DEMO_EXIT.interrupted, 'Interrupted.'));
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return controller.signal;
}
