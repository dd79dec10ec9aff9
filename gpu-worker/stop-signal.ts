/** SIGTERM comes before a Spot machine is taken, at a deploy, and when a job is terminated. */
import { Interrupted } from './task/interruption.ts';

/** Signals that ask the worker to stop. */
const ASKING = ['SIGTERM', 'SIGINT'] as const;
/**
 * Milliseconds after which a worker that was asked to stop does so, whatever it is at. Within 20 s the machine may be gone;
 * what takes longest is to save finished chunks, see `task-chunks.ts`.
 */
const STOP_MS = 18_000;

const controller = new AbortController();
for (const name of ASKING) {
  process.on(name, () => {
    controller.abort(new Interrupted(`The worker received ${name}.`));
    setTimeout(endAtOnce, STOP_MS).unref();
  });
}

/** `process.exit` would wait for threads that are inside ONNX Runtime, for as long as a network takes; a signal does not. */
function endAtOnce(): void {
  for (const name of ASKING) process.removeAllListeners(name);
  process.kill(process.pid, 'SIGTERM');
}

/** Aborted with `Interrupted` when the process is asked to stop; signals are heeded from when this file is loaded. */
export const stopSignal: AbortSignal = controller.signal;
