/** A caller who does not give up: asks again when nobody answers, or the answer is that it was the service's fault. */
import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds between two tries. */
const PAUSE_MS = 300;
/** Milliseconds after which an answer is not waited for any longer: longer than a request may take. */
const PATIENCE_MS = 40_000;

/** An answer that is not the service's fault. */
export interface PatientAnswer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: answers of every shape are looked into.
  json: any;
}

/** Talks to a service that comes and goes. */
export class PatientClient {
  readonly #url: () => string;
  readonly #signal: AbortSignal;

  /** @param signal ends all waiting. */
  constructor(url: () => string, signal: AbortSignal) {
    this.#url = url;
    this.#signal = signal;
  }

  /** Sends a request until it is answered below 500. @throws the signal's reason. */
  async request(
    method: string,
    path: string,
    { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<PatientAnswer> {
    for (;;) {
      this.#signal.throwIfAborted();
      const answer = await this.#try(path, {
        method,
        headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (answer !== undefined && answer.status < 500) return answer;
      await sleep(PAUSE_MS, undefined, { signal: this.#signal });
    }
  }

  /** @returns undefined when the service is not there, or ends before it has answered. */
  async #try(path: string, init: RequestInit): Promise<PatientAnswer | undefined> {
    try {
      const signal = AbortSignal.any([this.#signal, AbortSignal.timeout(PATIENCE_MS)]);
      const answer = await fetch(`${this.#url()}${path}`, { ...init, signal });
      return { status: answer.status, json: await answer.json() };
    } catch {
      return undefined;
    }
  }
}
