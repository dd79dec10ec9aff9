/** A worker as a process of its own, with what it starts, and how it is ended. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname } from 'node:path';
import { identify, isAlive, type ProcessIdentity } from './process-identity.ts';
import type { Worker, WorkerEnd, WorkerIdentity, WorkerStart } from './worker-runtime.ts';

/** How a process is started. */
interface ProcessStart extends WorkerStart {
  command: readonly [file: string, ...args: string[]];
}

/** A worker. It leads a process group, which holds its ffmpeg processes too, and which Ctrl-C does not reach. */
export class WorkerProcess implements Worker {
  readonly identity: WorkerIdentity | undefined;
  readonly ended: Promise<WorkerEnd>;
  readonly #child: ChildProcess;
  #kill: NodeJS.Timeout | undefined;
  #isOver = false;

  constructor({ command: [file, ...args], environment, folder, logFile }: ProcessStart) {
    mkdirSync(dirname(logFile), { recursive: true });
    const logHandle = openSync(logFile, 'a');
    this.#child = spawn(file, args, {
      env: environment,
      cwd: folder,
      detached: true,
      // The channel breaks when this process ends, however that happens; see end-with-service.ts.
      stdio: ['ignore', logHandle, logHandle, 'ipc'],
    });
    closeSync(logHandle);
    this.ended = this.#end();
    const process = this.#child.pid === undefined ? undefined : identify(this.#child.pid);
    this.identity = process && { process };
  }

  terminate(graceMs: number): void {
    if (this.#isOver) return;
    this.#child.kill('SIGTERM');
    clearTimeout(this.#kill);
    this.#kill = setTimeout(() => this.kill(), graceMs);
  }

  kill(): void {
    if (!this.#isOver && this.#child.pid !== undefined) killGroup(this.#child.pid);
  }

  #end(): Promise<WorkerEnd> {
    return new Promise((resolve) => {
      const end = (result: WorkerEnd) => {
        this.#isOver = true;
        clearTimeout(this.#kill);
        resolve(result);
      };
      this.#child.once('error', (error) => end({ error }));
      this.#child.once('exit', (code, signal) => {
        // As with a container, nothing that the worker started outlives it.
        if (this.#child.pid !== undefined) killGroup(this.#child.pid);
        end({ exitCode: code ?? 128 + (signal === null ? 0 : constants.signals[signal]) });
      });
    });
  }
}

/** Ends a worker that has outlived its service. Does nothing if the number means another process by now. */
export async function endLeftover(identity: ProcessIdentity): Promise<void> {
  while (isAlive(identity)) {
    killGroup(identity.pid);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // Gone already; macOS says EPERM of processes that only wait for their parent.
    if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}
