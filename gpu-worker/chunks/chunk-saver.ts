/** Saves finished chunks beside the work. What cannot be saved costs nothing but the way back to it. */
import { log } from '../../core/log.ts';
import type { FinishedChunk } from '../pipeline/finished-chunk.ts';

/** Milliseconds after which an attempt to save a chunk is given up. */
const PATIENCE_MS = 60_000;

/** Saves a chunk. @throws Error when it cannot be saved, the signal's reason. */
export type SaveChunk = (chunk: FinishedChunk, signal: AbortSignal) => Promise<void>;

/** Saves one chunk at a time, in order. */
export class ChunkSaver {
  readonly #saveOne: SaveChunk;
  readonly #stop = new AbortController();
  /** Chunks that are not saved yet, oldest first: without one, those behind it are of no use. */
  readonly #unsaved: FinishedChunk[] = [];
  #saving: Promise<void> = Promise.resolve();

  constructor(save: SaveChunk) {
    this.#saveOne = save;
  }

  /**
   * Takes a finished chunk. Resolves when all chunks before it are saved, or could not be: a worker that dies has at most
   * one finished chunk that nobody knows of. Who does not wait for that has it saved all the same.
   */
  readonly add = async (chunk: FinishedChunk): Promise<void> => {
    const before = this.#saving;
    this.#unsaved.push(chunk);
    this.#saving = before.then(() => this.#saveUpTo(chunk));
    await before;
  };

  /**
   * Ends saving. What could not be saved is tried once more.
   *
   * @param graceMs for all of that; with 0 nothing is begun any more.
   */
  async close(graceMs: number): Promise<void> {
    const last = this.#unsaved.at(-1);
    if (graceMs > 0 && last !== undefined) this.#saving = this.#saving.then(() => this.#saveUpTo(last));
    const timer = setTimeout(() => this.#stop.abort(), graceMs);
    await this.#saving;
    clearTimeout(timer);
    this.#stop.abort();
  }

  /**
   * Ends saving when nobody needs it any more. What was sent to S3 may arrive though it is given up here, and nobody
   * would know of it: so it is waited for.
   *
   * @param graceMs for which it is waited for.
   */
  async finish(graceMs: number): Promise<void> {
    this.#unsaved.length = 0;
    await this.close(graceMs);
  }

  /** Those behind the chunk have turns of their own. */
  async #saveUpTo(last: FinishedChunk): Promise<void> {
    for (let [next] = this.#unsaved; next !== undefined; [next] = this.#unsaved) {
      if (this.#stop.signal.aborted || !(await this.#save(next))) return;
      this.#unsaved.shift();
      if (next === last) return;
    }
  }

  async #save(chunk: FinishedChunk): Promise<boolean> {
    const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(PATIENCE_MS)]);
    try {
      await this.#saveOne(chunk, signal);
      return true;
    } catch (error) {
      const reason = this.#stop.signal.aborted ? 'The work is over.' : (error as Error).message;
      log.warn('A finished chunk could not be saved; it is tried again with the next.', {
        chunk: chunk.ordinal,
        reason,
      });
      return false;
    }
  }
}
