/** Watches the GPUs while a task is worked on. */
import { log } from '../../core/log.ts';
import { type GpuState, readGpus } from './read-gpus.ts';

/** Milliseconds between two looks: each starts a program. */
const LOOK_MS = 10_000;

/** What was seen; undefined where it was not. */
export interface GpuUse {
  /** Number of GPUs. */
  gpus?: number;
  /** Mean over the GPUs and the looks, in percent. */
  percent?: number;
  /** Most memory that one GPU had in use, in MiB. */
  memoryMiB?: number;
}

/** Looks at once and then every ten seconds, until it is stopped. */
export class GpuWatch {
  readonly #timer: NodeJS.Timeout;
  #gpus: number | undefined;
  #memoryMiB: number | undefined;
  #percents = { sum: 0, count: 0 };

  /** @param lookMs milliseconds between two looks. */
  constructor(lookMs = LOOK_MS) {
    this.#timer = setInterval(() => void this.#look((gpus) => this.#note(gpus)), lookMs).unref();
    // Nothing runs yet: the first look is for their number alone.
    void this.#look(() => {});
  }

  /** Ends it; a look that is under way is not waited for. */
  stop(): GpuUse {
    clearInterval(this.#timer);
    const { sum, count } = this.#percents;
    return {
      ...(this.#gpus === undefined ? {} : { gpus: this.#gpus }),
      ...(count === 0 ? {} : { percent: sum / count }),
      ...(this.#memoryMiB === undefined ? {} : { memoryMiB: this.#memoryMiB }),
    };
  }

  async #look(note: (gpus: readonly GpuState[]) => void): Promise<void> {
    try {
      const gpus = await readGpus();
      this.#gpus = gpus.length;
      note(gpus);
    } catch (error) {
      // What cannot be told now cannot be told later either, and each try costs a program's start.
      clearInterval(this.#timer);
      log.warn('The use of the GPU cannot be told.', { error: error as Error });
    }
  }

  #note(gpus: readonly GpuState[]): void {
    for (const { percent, memoryMiB } of gpus) {
      if (memoryMiB !== null) this.#memoryMiB = Math.max(this.#memoryMiB ?? 0, memoryMiB);
      if (percent === null) continue;
      this.#percents.sum += percent;
      this.#percents.count += 1;
    }
  }
}
