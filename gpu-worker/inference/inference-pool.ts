/** Threads that run the model side by side. Frames of one window go to one thread, in order. */
import './no-telemetry.ts';
import { Worker } from 'node:worker_threads';
import type { PictureFormat } from '../frames/i420.ts';
import type { Instance } from '../instance.ts';
import { framesAtOnce } from './frames-at-once.ts';
import type { FrameTask } from './pose-pipeline.ts';
import { unpackError } from './thread-error.ts';
import { type FrameRequest, STOP, type ThreadAnswer, type ThreadSetup } from './thread-messages.ts';

interface Pending {
  resolve(instances: Instance[]): void;
  reject(error: Error): void;
}

interface Thread {
  worker: Worker;
  pending: Map<number, Pending>;
  window: number;
  /** Why the thread can answer nothing more; undefined while it lives. */
  death: Error | undefined;
  /** Resolves when the thread has ended, in whatever way. */
  ended: Promise<void>;
}

/** The extension of this file is that of the thread's file: `.ts` from source, `.js` when compiled. */
const THREAD_FILE = new URL(
  `./inference-thread${import.meta.url.slice(import.meta.url.lastIndexOf('.'))}`,
  import.meta.url,
);

/** A pool of inference threads. */
export class InferencePool {
  /** Resolves when each thread has opened the model; frames that come before wait. Rejects when one cannot. */
  readonly ready: Promise<void>;
  readonly #threads: Thread[];
  readonly #stop: Int32Array<SharedArrayBuffer>;
  readonly #framesPerThread: number;
  #spent = { frames: 0, milliseconds: 0 };
  #nextId = 0;

  private constructor(
    started: readonly { thread: Thread; ready: Promise<void> }[],
    { stop, provider = 'cpu' }: ThreadSetup,
  ) {
    const threads = started.map(({ thread }) => thread);
    this.ready = allReady(started.map(({ ready }) => ready));
    // Whoever shows it frames is told by them.
    this.ready.catch(() => {});
    this.#threads = threads;
    this.#stop = stop;
    this.#framesPerThread = framesAtOnce(provider);
    for (const { worker } of threads) worker.on('message', (answer: ThreadAnswer) => this.#note(answer));
  }

  /** Mean milliseconds for which a thread has worked on a frame, so far; undefined before the first. */
  get millisecondsPerFrame(): number | undefined {
    const { frames, milliseconds } = this.#spent;
    return frames === 0 ? undefined : milliseconds / frames;
  }

  /** Forgets the time that frames have taken so far: those to come are another task's. */
  restartClock(): void {
    this.#spent = { frames: 0, milliseconds: 0 };
  }

  /** Frames that are looked at side by side; more than that only wait. */
  get framesAtOnce(): number {
    return this.#threads.length * this.#framesPerThread;
  }

  /** Frames in a row among which there is work for all threads, where windows have so many frames. */
  framesInReach(windowFrames: number): number {
    return this.#threads.length * Math.max(windowFrames, this.#framesPerThread);
  }

  /** Starts threads, which open the model while other things are done; see `ready`. */
  static begin(setup: Omit<ThreadSetup, 'stop'>, threads: number): InferencePool {
    const common = { ...setup, stop: new Int32Array(new SharedArrayBuffer(4)) };
    return new InferencePool(
      Array.from({ length: threads }, () => startThread(common)),
      common,
    );
  }

  /** Starts threads and waits until each has opened the model. @throws Error when one cannot. */
  static async start(setup: Omit<ThreadSetup, 'stop'>, threads: number): Promise<InferencePool> {
    const pool = InferencePool.begin(setup, threads);
    try {
      await pool.ready;
    } catch (error) {
      await pool.stop();
      throw error;
    }
    return pool;
  }

  /** Estimates the poses of a frame. @throws Error when the model fails on it or its thread has ended. */
  run(memory: SharedArrayBuffer, format: PictureFormat, task: FrameTask): Promise<Instance[]> {
    const id = this.#nextId++;
    const thread = this.#threadFor(task.window);
    thread.window = task.window;
    if (thread.death !== undefined) return Promise.reject(thread.death);
    return new Promise((resolve, reject) => {
      thread.pending.set(id, { resolve, reject });
      thread.worker.postMessage({ id, memory, format, task } satisfies FrameRequest);
    });
  }

  /** Ends the threads, each after the run of a network that it is at; the frames that still wait are rejected. */
  async stop(): Promise<void> {
    Atomics.store(this.#stop, 0, 1);
    await Promise.all(this.#threads.map(stopThread));
  }

  #note(answer: ThreadAnswer): void {
    if (answer.type !== 'frame') return;
    this.#spent.frames += 1;
    this.#spent.milliseconds += answer.milliseconds;
  }

  #threadFor(window: number): Thread {
    const same = this.#threads.find((thread) => thread.window === window);
    const idle = (a: Thread, b: Thread) => (b.pending.size < a.pending.size ? b : a);
    return same ?? this.#threads.reduce(idle);
  }
}

/** Waits for all, whatever becomes of them. @throws the first's reason of those that failed. */
async function allReady(each: readonly Promise<void>[]): Promise<void> {
  const ready = await Promise.allSettled(each);
  const failed = ready.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

function startThread(setup: ThreadSetup): { thread: Thread; ready: Promise<void> } {
  const worker = new Worker(THREAD_FILE, { workerData: setup });
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const thread: Thread = { worker, pending: new Map(), window: -1, death: undefined, ended };
  const ready = new Promise<void>((resolve, reject) => {
    worker.on('message', (answer: ThreadAnswer) => {
      if (answer.type === 'ready') resolve();
      else if (answer.type === 'failed') onEnd(unpackError(answer.error));
      else settle(thread, answer);
    });
    const onEnd = (error: Error) => {
      reject(error);
      bury(thread, error);
    };
    worker.on('error', (error) => onEnd(error as Error));
    // A thread that is terminated or calls process.exit has no error to tell.
    worker.on('exit', (code) => onEnd(new Error(`An inference thread ended with exit code ${code}.`)));
  });
  return { thread, ready };
}

function stopThread({ worker, ended }: Thread): Promise<void> {
  worker.postMessage(STOP);
  return ended;
}

/** Fails all that the thread still owes; the first reason stays. */
function bury(thread: Thread, error: Error): void {
  thread.death ??= error;
  for (const { reject } of thread.pending.values()) reject(thread.death);
  thread.pending.clear();
}

function settle(thread: Thread, answer: Extract<ThreadAnswer, { id: number }>): void {
  const pending = thread.pending.get(answer.id);
  thread.pending.delete(answer.id);
  if (answer.type === 'frame') pending?.resolve(answer.instances);
  else pending?.reject(unpackError(answer.error));
}
