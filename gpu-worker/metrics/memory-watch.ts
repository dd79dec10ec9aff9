/** Watches the worker's memory while a task is worked on. */
import { log } from '../../core/log.ts';
import { residentBytes } from './resident-memory.ts';

/** Milliseconds between two looks: a small file is read. */
const LOOK_MS = 1000;
const BYTES_A_MIB = 1024 * 1024;
const KIB_A_MIB = 1024;

/** Looks every second, until it is stopped. */
export class MemoryWatch {
  readonly #timer = setInterval(() => void this.#look(), LOOK_MS).unref();
  #peak: number | undefined;

  /**
   * Looks a last time and ends it.
   *
   * @returns MiB: the highest of the looks at the container; outside of one the peak of this process since its
   * start, without the programs that it has started.
   */
  async stop(): Promise<number> {
    await this.#look();
    clearInterval(this.#timer);
    return this.#peak === undefined ? process.resourceUsage().maxRSS / KIB_A_MIB : this.#peak / BYTES_A_MIB;
  }

  async #look(): Promise<void> {
    try {
      const bytes = await residentBytes();
      if (bytes !== undefined) this.#peak = Math.max(this.#peak ?? 0, bytes);
    } catch (error) {
      clearInterval(this.#timer);
      log.warn('The memory of the container cannot be told.', { error: error as Error });
    }
  }
}
