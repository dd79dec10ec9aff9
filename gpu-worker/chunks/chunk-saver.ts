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
   * one finished chunk that nobody knows of.
   */
  readonly add = async (chunk: FinishedChunk): Promise<void> => {
    await this.#saving;
    this.#unsaved.push(chunk);
    this.#saving = this.#saveAll();
  };

  /**
   * Ends saving.
   *
   * @param graceMs for which chunks that are on their way are waited for.
   */
  async close(graceMs: number): Promise<void> {
    const timer = setTimeout(() => this.#stop.abort(), graceMs);
    await this.#saving;
    clearTimeout(timer);
    this.#stop.abort();
  }

  async #saveAll(): Promise<void> {
    for (let [next] = this.#unsaved; next !== undefined; [next] = this.#unsaved) {
      if (!(await this.#save(next))) return;
      this.#unsaved.shift();
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
