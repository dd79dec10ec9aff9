/** A worker in a container, from its making to its removal. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { log } from '../../core/log.ts';
import { type ContainerEngine, hasImage, removeContainer } from '../container/engine.ts';
import { lastLines, runTool } from '../container/run-tool.ts';
import { type ContainerState, containerState } from '../container/state.ts';
import { environmentFile } from './environment-file.ts';
import type { Worker, WorkerEnd, WorkerIdentity, WorkerStart } from './worker-runtime.ts';

/** What Batch says of a container that needed more memory than it has. */
const OUT_OF_MEMORY = 'OutOfMemoryError: Container killed due to memory usage';
/** Exit code of what SIGKILL has ended. */
const KILLED = 137;
/** Milliseconds between two tries to send a signal to a container that is about to start. */
const SIGNAL_AGAIN_MS = 100;

/** A container that is to be made. */
export interface ContainerPlan {
  name: string;
  image: string;
  /** Options of `create`, the image and its command. */
  args: readonly string[];
}

/** A worker in a container. Ctrl-C does not reach it: signals are sent to it through the engine. */
export class WorkerContainer implements Worker {
  readonly identity: WorkerIdentity;
  readonly ended: Promise<WorkerEnd>;
  readonly #engine: ContainerEngine;
  readonly #plan: ContainerPlan;
  #isOver = false;
  #isKilled = false;

  constructor(engine: ContainerEngine, plan: ContainerPlan, start: WorkerStart) {
    this.#engine = engine;
    this.#plan = plan;
    this.identity = { container: plan.name };
    this.ended = this.#run(start).finally(() => {
      this.#isOver = true;
    });
  }

  terminate(graceMs: number): void {
    this.#signal('TERM').catch((error) => this.#complain('A container could not be asked to end.', error));
    sleep(graceMs, undefined, { ref: false }).then(() => this.kill());
  }

  kill(): void {
    if (this.#isOver) return;
    this.#isKilled = true;
    // A program of its own, since this process may be about to end.
    const [file = '', ...args] = this.#command('kill', '--signal', 'KILL', this.#plan.name);
    spawn(file, args, { detached: true, stdio: 'ignore' })
      .on('error', (error) => this.#complain('A container could not be killed.', error))
      .unref();
  }

  async #run({ environment, folder, logFile }: WorkerStart): Promise<WorkerEnd> {
    try {
      const failure = await this.#create(environment, folder);
      if (failure !== undefined) return failure;
      if (this.#isKilled) return { exitCode: KILLED };
      await this.#runAttached(logFile, folder);
      return endOf(await containerState(this.#engine, this.#plan.name));
    } catch (error) {
      return { error: error as Error };
    } finally {
      await removeContainer(this.#engine, this.#plan.name).catch((error) =>
        this.#complain('A container could not be removed.', error),
      );
    }
  }

  /** Makes the container. @returns how that failed. */
  async #create(environment: Record<string, string>, folder: string): Promise<WorkerEnd | undefined> {
    const { name, image, args } = this.#plan;
    // A file, since everybody on the machine can read the arguments of a program.
    const file = join(folder, 'environment');
    await writeFile(file, environmentFile(environment), { mode: 0o600 });
    const created = await runTool(this.#command('create', '--name', name, '--env-file', file, ...args));
    await rm(file);
    if (created.exitCode === 0) return undefined;
    const error = new Error(lastLines(created.stderr));
    if (await hasImage(this.#engine.command, image)) return { error };
    return { error, reason: `CannotPullContainerError: ${error.message}` };
  }

  /** Starts the container and adds what it writes to the log, until its end. */
  async #runAttached(logFile: string, cwd: string): Promise<void> {
    mkdirSync(dirname(logFile), { recursive: true });
    const logHandle = openSync(logFile, 'a');
    const [file = '', ...args] = this.#command('start', '--attach', this.#plan.name);
    // Podman's monitor leaves a file `oom` where it was started; here it goes with the job's own folder.
    const client = spawn(file, args, { cwd, detached: true, stdio: ['ignore', logHandle, logHandle] });
    closeSync(logHandle);
    await once(client, 'exit');
  }

  /** Sends a signal, as soon as the container runs. */
  async #signal(signal: string): Promise<void> {
    while (!this.#isOver) {
      const { exitCode } = await runTool(this.#command('kill', '--signal', signal, this.#plan.name));
      if (exitCode === 0) return;
      await sleep(SIGNAL_AGAIN_MS, undefined, { ref: false });
    }
  }

  /** What goes wrong with one container is no reason for the service to end. */
  #complain(what: string, error: Error): void {
    log.warn(what, { container: this.#plan.name, error });
  }

  #command(...args: string[]): string[] {
    return [...this.#engine.command, ...args];
  }
}

function endOf({ status, exitCode, isOutOfMemory, error }: ContainerState): WorkerEnd {
  if (status === 'created')
    return { error: new Error(error || 'The container did not start; its log says why.') };
  const isKilled = isOutOfMemory && exitCode !== 0;
  return { exitCode, ...(isKilled ? { reason: OUT_OF_MEMORY } : {}) };
}
