/** SIGTERM comes before a Spot machine is taken, at a deploy, and when a job is terminated. */
import { EXIT } from '../core/exit-codes.ts';
import { Interrupted } from './task/interruption.ts';

/**
 * Milliseconds after which a worker that was asked to stop does so, whatever it is at. Within 20 s the machine may be gone;
 * what takes longest is to save finished chunks, see `task-chunks.ts`.
 */
const STOP_MS = 18_000;

const controller = new AbortController();
for (const name of ['SIGTERM', 'SIGINT'] as const) {
  process.on(name, () => {
    controller.abort(new Interrupted(`The worker received ${name}.`));
    setTimeout(() => process.exit(EXIT.interrupted), STOP_MS).unref();
  });
}

/** Aborted with `Interrupted` when the process is asked to stop; signals are heeded from when this file is loaded. */
export const stopSignal: AbortSignal = controller.signal;
