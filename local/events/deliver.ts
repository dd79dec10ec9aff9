/** Delivery of events as EventBridge does it: each on its own, again when the handler fails. */
import { setTimeout as sleep } from 'node:timers/promises';
import { log } from '../../core/log.ts';

/** Milliseconds before each further try. */
const DEFAULT_PAUSES_MS = [100, 500, 2000, 5000];

/** Delivers events to a handler. */
export class Deliveries<Event> {
  readonly #handler: (event: Event) => Promise<unknown>;
  readonly #pausesMs: readonly number[];
  readonly #pending = new Set<Promise<void>>();
  readonly #stop = new AbortController();

  constructor(handler: (event: Event) => Promise<unknown>, pausesMs: readonly number[] = DEFAULT_PAUSES_MS) {
    this.#handler = handler;
    this.#pausesMs = pausesMs;
  }

  /** Begins to deliver an event; the caller does not wait. An event that no try delivers is logged and lost. */
  send(event: Event): void {
    const delivery = this.#deliver(event).finally(() => this.#pending.delete(delivery));
    this.#pending.add(delivery);
  }

  /** Waits for the tries that are under way, and makes no further ones. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#pending);
  }

  async #deliver(event: Event): Promise<void> {
    for (let tries = 0; ; tries++) {
      try {
        await this.#handler(event);
        return;
      } catch (error) {
        const pause = this.#pausesMs[tries];
        if (pause === undefined || this.#stop.signal.aborted) {
          log.error('An event was not delivered.', { error: error as Error });
          return;
        }
        await sleep(pause, undefined, { signal: this.#stop.signal }).catch(() => {});
      }
    }
  }
}
