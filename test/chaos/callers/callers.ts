/** All callers of a run: as many tasks at once as a busy day brings. */
import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';
import { type SeededRandom, seededRandom } from '../../support/seeded-random.ts';
import { inTime } from '../in-time.ts';
import type { PlannedTask } from '../plan/plan-tasks.ts';
import { act, type CalledTask, submit } from './call.ts';
import type { Endings } from './endings.ts';
import type { PatientClient } from './patient-client.ts';

/** Tasks that have not ended at once. */
const AT_ONCE = 40;
/** Longest pause before a submission, in milliseconds; half of them come at once. */
const LONGEST_PAUSE_MS = 2000;

/** What callers need. */
export interface CallersOptions {
  client: PatientClient;
  endings: Endings;
  /** `video_filename` of a planned task. */
  pathOf: (plan: PlannedTask, index: number) => string;
  seed: number;
  signal: AbortSignal;
}

/** The tasks of all callers. */
export class Callers {
  /** Those that were accepted. */
  readonly tasks: CalledTask[] = [];
  /** Those of them that have ended as far as their callers know. */
  ended = 0;
  readonly #options: CallersOptions;
  readonly #random: SeededRandom;

  constructor(options: CallersOptions) {
    this.#options = options;
    this.#random = seededRandom(options.seed);
  }

  /** Has all of the plan done. @throws the signal's reason when time is up; Error when a task is refused. */
  async run(plan: readonly PlannedTask[]): Promise<void> {
    const limit = pLimit(AT_ONCE);
    await Promise.all(plan.map((planned, index) => limit(() => this.#call(planned, index))));
  }

  async #call(planned: PlannedTask, index: number): Promise<void> {
    const { client, endings, pathOf, signal } = this.#options;
    const pauseMs = this.#random.fraction() < 0.5 ? 0 : this.#random.below(LONGEST_PAUSE_MS);
    await sleep(pauseMs, undefined, { signal });
    const videoPath = pathOf(planned, index);
    const task = await inTime(submit(client, planned, videoPath), signal);
    this.tasks.push(task);
    await inTime(act(client, task, { videoPath, signal }), signal);
    await inTime(endings.of(task.taskId), signal);
    this.ended += 1;
  }
}
