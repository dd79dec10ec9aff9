/** Which chunks are saved, and by which attempts, as the calls to S3 show it. */
import type { Answer, Call } from './proxied-service.ts';

/** `/BUCKET/results/TASK/chunks/KEY/ORDINAL/RUN-ATTEMPT.ndjson.gz`: a chunk's predictions, written once an attempt has finished it. */
const PART = /\/results\/([\da-f-]{36})\/chunks\/(\w+)\/(\d+)\/(\d+)-(\d+)\.ndjson\.gz(?:\?|$)/;
/** `/BUCKET/results/TASK/chunks/KEY/ORDINAL.json`: the chunk can be found by other attempts. */
const MANIFEST = /\/results\/([\da-f-]{36})\/chunks\/\w+\/\d+\.json(?:\?|$)/;

/** Attempts in their order. */
const ATTEMPTS_A_RUN = 1000;

/** Watches the chunks of all tasks. */
export class ChunkWatch {
  /** By task and key, by attempt: the ordinals that it has finished. */
  readonly #finished = new Map<string, Map<number, Set<number>>>();
  #saving = Promise.withResolvers<string>();

  /** @param answer the stand-in's; absent when the call is only about to be sent. */
  saw({ method, path }: Call, answer?: Answer): void {
    if (method !== 'PUT') return;
    const saved = MANIFEST.exec(path)?.[1];
    if (saved !== undefined && answer?.status === 200) {
      this.#saving.resolve(saved);
      this.#saving = Promise.withResolvers();
    }
    const [, task, key, ordinal, run, attempt] = PART.exec(path) ?? [];
    if (task !== undefined) {
      const order = Number(run) * ATTEMPTS_A_RUN + Number(attempt);
      this.#ordinals(`${task} ${key}`, order).add(Number(ordinal));
    }
  }

  /** The task of the next chunk that is saved: from then on another attempt would find it. */
  get nextSaved(): Promise<string> {
    return this.#saving.promise;
  }

  /** How many chunks of this task were finished by any attempt. */
  chunksOf(taskId: string): number {
    const places = [...this.#finished].filter(([place]) => place.startsWith(taskId));
    return new Set(places.flatMap(([, attempts]) => [...attempts.values()].flatMap((done) => [...done])))
      .size;
  }

  /** For each attempt that made chunks again which an earlier one had finished: the task, and how many. */
  repeats(): { task: string; chunks: number }[] {
    return [...this.#finished].flatMap(([place, attempts]) => repeatsOf(place.slice(0, 36), attempts));
  }

  #ordinals(place: string, order: number): Set<number> {
    const attempts = this.#finished.get(place) ?? new Map<number, Set<number>>();
    this.#finished.set(place, attempts);
    const ordinals = attempts.get(order) ?? new Set<number>();
    attempts.set(order, ordinals);
    return ordinals;
  }
}

function repeatsOf(task: string, attempts: ReadonlyMap<number, Set<number>>) {
  const before = new Set<number>();
  return [...attempts]
    .sort(([a], [b]) => a - b)
    .flatMap(([, ordinals]) => {
      const chunks = [...ordinals].filter((ordinal) => before.has(ordinal)).length;
      for (const ordinal of ordinals) before.add(ordinal);
      return chunks === 0 ? [] : [{ task, chunks }];
    });
}
