/** Watches the table until tasks have ended; past the proxy, so that watching is not part of the trial. */
import { setTimeout as sleep } from 'node:timers/promises';
import { readRecords } from '../../../core/store/read-items.ts';
import type { Store } from '../../../core/store/store.ts';
import { isFinal, type TaskRecord } from '../../../core/task.ts';

/** Milliseconds between two looks. */
const LOOK_MS = 300;

/** Tasks whose end is waited for. */
export class Endings {
  readonly #waiting = new Map<string, PromiseWithResolvers<void>>();
  readonly #store: () => Store;
  readonly #signal: AbortSignal;

  /** @param signal ends the watch. */
  constructor(store: () => Store, signal: AbortSignal) {
    this.#store = store;
    this.#signal = signal;
    void this.#look();
  }

  /** Resolves when the task has ended, or is no more. @throws the signal's reason. */
  of(taskId: string): Promise<void> {
    this.#signal.throwIfAborted();
    const end = Promise.withResolvers<void>();
    this.#waiting.set(taskId, end);
    return end.promise;
  }

  async #look(): Promise<void> {
    await this.#lookUntilAborted();
    for (const { reject } of this.#waiting.values()) reject(this.#signal.reason);
  }

  async #lookUntilAborted(): Promise<void> {
    while (!this.#signal.aborted) {
      await sleep(LOOK_MS, undefined, { signal: this.#signal }).catch(() => {});
      const ids = [...this.#waiting.keys()];
      const records = await this.#read(ids);
      if (records === undefined) continue;
      const active = new Set(records.filter(({ status }) => !isFinal(status)).map(({ task_id }) => task_id));
      for (const id of ids.filter((id) => !active.has(id))) {
        this.#waiting.get(id)?.resolve();
        this.#waiting.delete(id);
      }
    }
  }

  /** @returns undefined when the service is between two lives. */
  async #read(ids: readonly string[]): Promise<TaskRecord[] | undefined> {
    try {
      return await readRecords(this.#store(), ids);
    } catch {
      return undefined;
    }
  }
}
