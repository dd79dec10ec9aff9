/** Workers as processes of this machine. */
import { endLeftover, WorkerProcess } from './worker-process.ts';
import type { WorkerRuntime } from './worker-runtime.ts';

/** Starts workers with a command. */
export function processRuntime(command: readonly [file: string, ...args: string[]]): WorkerRuntime {
  return {
    image: 'local',
    start: (start) => new WorkerProcess({ ...start, command }),
    async endLeftover({ process }) {
      if (process !== undefined) await endLeftover(process);
    },
  };
}
