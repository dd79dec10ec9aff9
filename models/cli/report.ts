/** How an action ends: errors as one line on standard error, exit codes, and Ctrl-C. */
import { PosefleetError } from '../../core/errors.ts';
import { isFolderTrouble } from '../pull/folder-trouble.ts';
import { MODELS_EXIT } from './exit-codes.ts';

class Interrupted extends Error {
  constructor() {
    super('Interrupted. Run the command again; where the server allows it, it goes on from here.');
  }
}

/** Runs an action; an error becomes its message and an exit code. */
export async function report(action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = exitCodeOf(error);
  }
}

/** Runs work that Ctrl-C and SIGTERM stop. */
export async function untilInterrupted(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const stop = new AbortController();
  const interrupt = () => stop.abort(new Interrupted());
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    await work(stop.signal);
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

function exitCodeOf(error: unknown): number {
  if (error instanceof Interrupted) return MODELS_EXIT.interrupted;
  if (!(error instanceof PosefleetError)) return MODELS_EXIT.local;
  if (error.code === 'model_unknown') return MODELS_EXIT.usage;
  if (error.code === 'request_invalid') return MODELS_EXIT.notGood;
  // A variable that makes no sense.
  if (error.code === 'internal') return MODELS_EXIT.local;
  return isFolderTrouble(error) ? MODELS_EXIT.local : MODELS_EXIT.unavailable;
}
