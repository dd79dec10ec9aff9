/** Following tasks until each has ended. */
import pLimit from 'p-limit';
import type { TaskAnswer } from '../core/requests.ts';
import { isFinal } from '../core/task.ts';
import type { ApiClient } from './api-client.ts';
import { CliError } from './cli-error.ts';
import { pause } from './retry.ts';

/** Time between two looks at a task, in milliseconds. */
const POLL_MS = 1000;
/** Tasks that are looked at within that time; more of them are looked at less often. */
const TASKS_A_POLL = 20;
/** Requests under way at once. */
const REQUESTS_AT_ONCE = 4;

/** Shows how tasks go on. */
export interface TaskView {
  /** A task as it is now; called at every look. */
  update: (task: TaskAnswer) => void;
  /** A task has ended, or is gone. */
  ended: (taskId: string) => void;
}

/** A task's last state; an error when there is no such task, or no longer. */
export type TaskEnd = TaskAnswer | CliError;

interface Waiting {
  promise: Promise<TaskEnd>;
  resolve: (end: TaskEnd) => void;
  reject: (error: unknown) => void;
}

/** Looks at tasks again and again, all in one round, however many there are. */
export class Follower {
  readonly #api: ApiClient;
  readonly #signal: AbortSignal;
  readonly #view: TaskView;
  readonly #pollMs: number;
  readonly #limit = pLimit(REQUESTS_AT_ONCE);
  readonly #waiting = new Map<string, Waiting>();
  #running = false;

  constructor({ api, signal }: { api: ApiClient; signal: AbortSignal }, view: TaskView, pollMs = POLL_MS) {
    this.#api = api;
    this.#signal = signal;
    this.#view = view;
    this.#pollMs = pollMs;
  }

  /**
   * Waits for a task's end; may be called while others are being followed.
   *
   * @throws CliError when the service cannot be reached for long, or the signal's reason.
   */
  wait(taskId: string): Promise<TaskEnd> {
    const waiting = this.#waiting.get(taskId) ?? newWaiting();
    this.#waiting.set(taskId, waiting);
    if (!this.#running) void this.#run();
    return waiting.promise;
  }

  async #run(): Promise<void> {
    this.#running = true;
    try {
      while (this.#waiting.size > 0) {
        await Promise.all([...this.#waiting.keys()].map((id) => this.#limit(() => this.#look(id))));
        const { size } = this.#waiting;
        if (size > 0) await pause(this.#pollMs * Math.max(1, size / TASKS_A_POLL), this.#signal);
      }
    } catch (error) {
      for (const { reject } of this.#waiting.values()) reject(error);
      this.#waiting.clear();
    } finally {
      this.#running = false;
    }
  }

  async #look(id: string): Promise<void> {
    const task = await this.#api.status(id).catch((error: unknown) => {
      if (error instanceof CliError && error.status === 404) return error;
      throw error;
    });
    const over = task instanceof CliError || isFinal(task.status);
    if (!over) return this.#view.update(task);
    this.#view.ended(id);
    this.#waiting.get(id)?.resolve(task);
    this.#waiting.delete(id);
  }
}

function newWaiting(): Waiting {
  let resolve: Waiting['resolve'] = () => {};
  let reject: Waiting['reject'] = () => {};
  const promise = new Promise<TaskEnd>((ok, failed) => {
    resolve = ok;
    reject = failed;
  });
  return { promise, resolve, reject };
}
