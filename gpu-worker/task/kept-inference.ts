/** The model that a job's tasks use one after the other: opened once, as long as they ask for the same. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { TaskRecord } from '../../core/task.ts';
import type { PeopleLimits } from '../inference/estimator.ts';
import { type Inference, limitsOf, startInference } from './start-inference.ts';
import type { Work } from './work.ts';

/** What decides which networks are opened and how; the rest is the same for all tasks of a process. */
interface Wish {
  model: string;
  detector: string | undefined;
  preset: string | undefined;
  /** Whether the caller brings boxes. */
  boxes: boolean;
  limits: PeopleLimits;
}

/** Keeps the threads of the last task for the next one. One task at a time. */
export class KeptInference {
  readonly #scratch: string;
  #folder: string | undefined;
  #kept: { wish: Wish; inference: Inference } | undefined;

  /** @param scratch folder for files in work. */
  constructor(scratch: string) {
    this.#scratch = scratch;
  }

  /** What the task needs: what the task before has left, if it is the same. @throws as `startInference`. */
  async take(work: Work): Promise<Inference> {
    const wish = wishOf(work.record);
    if (this.#kept !== undefined && isDeepStrictEqual(this.#kept.wish, wish)) {
      this.#kept.inference.pool.restartClock();
      work.watch.lap('model');
      return this.#kept.inference;
    }
    // Two models at once may be more than the memory holds.
    await this.drop();
    const inference = await startInference(work, await this.#modelsFolder());
    this.#kept = { wish, inference };
    return inference;
  }

  /** Ends the threads: nobody knows what a task that went wrong has left in them. */
  async drop(): Promise<void> {
    const kept = this.#kept;
    this.#kept = undefined;
    await kept?.inference.pool.stop();
  }

  /** Ends the threads and removes what was fetched for them. */
  async close(): Promise<void> {
    await this.drop();
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true });
    this.#folder = undefined;
  }

  /** For models of a bucket: they outlive the task that needs them first. */
  async #modelsFolder(): Promise<string> {
    await mkdir(this.#scratch, { recursive: true });
    this.#folder ??= await mkdtemp(join(this.#scratch, 'models-'));
    return this.#folder;
  }
}

function wishOf({ model, options, bboxes }: TaskRecord): Wish {
  const { detector, preset } = options;
  return { model, detector, preset, boxes: bboxes !== undefined, limits: limitsOf(options) };
}
