/** Kills workers at random moments, as often as it takes, and no task too often. */
import { setTimeout as sleep } from 'node:timers/promises';
import { readRecords } from '../../../core/store/read-items.ts';
import type { Store } from '../../../core/store/store.ts';
import { isFinal } from '../../../core/task.ts';
import type { Job } from '../../../local/batch/job.ts';
import type { ContainerEngine } from '../../../local/container/engine.ts';
import type { SeededRandom } from '../../support/seeded-random.ts';
import { type KillSignal, strike } from './blow.ts';
import { runningJobs, tasksOfJob } from './running-jobs.ts';

/**
 * Unexplained deaths that a task may have had when its worker is killed: with five it fails, as it should, and a lost
 * answer may add one. Attempts of a job likewise, of which Batch makes ten.
 */
const [MOST_DEATHS, MOST_ATTEMPTS] = [2, 5];
/** Mean milliseconds between two blows, as long as there are too few of them. */
const PAUSE_MS = 400;
/** Share of the blows that wait for work that would be resumed, and how long they do so, in milliseconds. */
const [RICH_SHARE, WAIT_MS] = [0.7, 8000];
/** Milliseconds after a chunk was saved within which such a blow falls. */
const SOON_MS = 400;

/** What the killer knows of the world. */
export interface KillerOptions {
  data: string;
  store: () => Store;
  random: SeededRandom;
  engine: ContainerEngine | undefined;
  /** The task of the next chunk that is saved. */
  nextSaved: () => Promise<string>;
  /** Blows that there should have been by now. */
  wanted: () => number;
}

/** A worker that was sent a signal. */
export interface Blow {
  job: string;
  /** Index among the job's attempts. */
  attempt: number;
  signal: KillSignal;
}

/** Kills until it is stopped. */
export class Killer implements AsyncDisposable {
  readonly blows: Blow[] = [];
  readonly #options: KillerOptions;
  readonly #stop = new AbortController();
  readonly #work: Promise<void>;

  constructor(options: KillerOptions) {
    this.#options = options;
    this.#work = this.#run();
  }

  /** Kills no more. @throws Error when it could not go on before. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#work;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #run(): Promise<void> {
    const { random, wanted } = this.#options;
    while (!this.#stop.signal.aborted) {
      // Waiting times between events that know nothing of each other.
      const pauseMs = -Math.log(1 - random.fraction()) * PAUSE_MS;
      await sleep(pauseMs, undefined, { signal: this.#stop.signal }).catch(() => {});
      if (!this.#stop.signal.aborted && this.blows.length < wanted()) await this.#killOne();
    }
  }

  async #killOne(): Promise<void> {
    const { random, data, engine } = this.#options;
    const rich = random.fraction() < RICH_SHARE ? await this.#richTask() : undefined;
    const jobs = runningJobs(data).filter((job) => !this.#isStruck(job));
    const ofTask = rich === undefined ? [] : jobs.filter((job) => tasksOfJob(job).includes(rich));
    const victims = await this.#fair(ofTask.length > 0 ? ofTask : jobs);
    if (victims.length === 0) return;
    const job = random.pick(victims);
    const signal = random.pick(['TERM', 'KILL'] as const);
    const isHit = await strike(job, signal, engine);
    if (isHit) this.blows.push({ job: job.id, attempt: job.attempts.length, signal });
  }

  /** A task that has just saved a chunk, at some moment soon after; undefined when none has for a while. */
  async #richTask(): Promise<string | undefined> {
    const { random, nextSaved } = this.#options;
    const patience = sleep(WAIT_MS, undefined, { ref: false });
    const task = await Promise.race([nextSaved(), patience]);
    await sleep(random.below(SOON_MS));
    return task;
  }

  #isStruck({ id, attempts }: Job): boolean {
    return this.blows.some(({ job, attempt }) => job === id && attempt === attempts.length);
  }

  /** Those that are not to be left alone. */
  async #fair(jobs: readonly Job[]): Promise<Job[]> {
    const judged = await Promise.all(jobs.map(async (job) => ((await this.#isFair(job)) ? [job] : [])));
    return judged.flat();
  }

  async #isFair(job: Job): Promise<boolean> {
    const tasks = tasksOfJob(job);
    if (job.attempts.length > MOST_ATTEMPTS) return false;
    // The service may be between two lives.
    const records = await readRecords(this.#options.store(), tasks).catch(() => []);
    const left = records.filter(({ status }) => !isFinal(status));
    return left.length > 0 && left.every(({ deaths }) => deaths <= MOST_DEATHS);
  }
}
