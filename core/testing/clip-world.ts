/**
 * A world in which dispatchers, workers, reconcilers and callers act on the same tasks, one atomic step at a time in any
 * order: what the handlers and the worker do, by the same pure rules, without a table, a queue or Batch.
 */
import assert from 'node:assert/strict';
import { sampleTask } from '../../test/support/sample-task.ts';
import { planBurial } from '../burial.ts';
import { EXIT, explainDeath, type JobEnd, notNeeded } from '../exit-codes.ts';
import {
  isReserved,
  isWaiting,
  mayBeReserved,
  mayShareJob,
  packClips,
  RESERVED_SECONDS,
  shareKey,
} from '../short-clips.ts';
import { nextState, type TaskEvent } from '../states.ts';
import { isFinal, type TaskRecord } from '../task.ts';

/** How a worker ends whose job was terminated as of no use. */
const ENDED_BY_US: JobEnd = { exitCode: EXIT.interrupted, statusReason: notNeeded('Others were quicker.') };

/** Someone who acts; each `yield` is a place where others may act, or where it may die. */
export type Actor = Generator<void, void, void>;

interface Job {
  id: string;
  tasks: string[];
  state: 'waiting' | 'running' | 'over';
  /** Whether its worker was killed, and did not come to its own end. */
  died: boolean;
  /** Whether it was terminated as of no use any more. */
  isTerminated: boolean;
}

/** The world. */
export class ClipWorld {
  /** Deleted tasks are gone. */
  readonly records = new Map<string, TaskRecord>();
  readonly jobs: Job[] = [];
  /** How often each run of a task came to an end by a worker. */
  readonly ends = new Map<string, number>();
  /** Tasks that kill whoever works on them. */
  readonly poison = new Set<string>();
  #seconds = 0;

  constructor(tasks: number, fields: Partial<TaskRecord> = {}) {
    for (let index = 0; index < tasks; index += 1) {
      const record = sampleTask({ video_bytes: 1000, created_at: this.now(), ...fields });
      this.records.set(record.task_id, record);
      this.pass(1);
    }
  }

  /** ISO-8601. */
  now(): string {
    return new Date(Date.UTC(2026, 0, 1) + this.#seconds * 1000).toISOString();
  }

  /** Lets time pass. */
  pass(seconds: number): void {
    this.#seconds += seconds;
  }

  /** The ids of all tasks, deleted ones left out. */
  ids(): string[] {
    return [...this.records.keys()];
  }

  /** One conditional write, as `transition` makes it. */
  apply(id: string, event: TaskEvent): TaskRecord | undefined {
    const record = this.records.get(id);
    const state = record && nextState(record, event);
    if (record === undefined || state === undefined) return undefined;
    const { batch_job_id: _j, dead_jobs: _d, spared: _s, reserved_until: _r, ...rest } = record;
    const after = { ...rest, ...state } as TaskRecord;
    this.records.set(id, after);
    return after;
  }

  /** What the dispatcher does with the messages of some tasks. */
  *dispatch(ids: readonly string[]): Actor {
    const seen = ids.flatMap((id) => this.records.get(id) ?? []).filter(isWaiting);
    for (const record of seen.filter((record) => !mayShareJob(record))) yield* this.#submit([record]);
    const seeds = seen.filter((record) => mayShareJob(record) && !isReserved(record, this.now()));
    for (const group of Map.groupBy(seeds, shareKey).values()) yield* this.#dispatchClips(group);
  }

  *#dispatchClips(seeds: readonly TaskRecord[]): Actor {
    const time = { now: this.now(), until: this.#later(RESERVED_SECONDS) };
    const gathered: TaskRecord[] = [];
    yield* this.#reserve(seeds, time, gathered);
    if (gathered.length === 0) return;
    yield;
    const others = [...this.records.values()].filter((record) => mayBeReserved(record, time.now));
    yield* this.#reserve(others.slice(0, 5), time, gathered);
    for (const tasks of packClips(
      gathered.map((record) => ({ record, seconds: 2 })),
      5,
    ))
      yield* this.#submit(tasks);
  }

  *#reserve(records: readonly TaskRecord[], time: { now: string; until: string }, ours: TaskRecord[]): Actor {
    for (const { task_id } of records) {
      yield;
      const record = this.records.get(task_id);
      if (record === undefined || !mayBeReserved(record, time.now)) continue;
      this.records.set(task_id, { ...record, reserved_until: time.until });
      ours.push(record);
    }
  }

  *#submit(records: readonly TaskRecord[]): Actor {
    yield;
    const job: Job = {
      id: `job-${this.jobs.length}`,
      tasks: records.map(({ task_id }) => task_id),
      state: 'waiting',
      died: true,
      isTerminated: false,
    };
    this.jobs.push(job);
    for (const { task_id, run } of records) {
      yield;
      this.apply(task_id, { type: 'submitted', run, job: job.id });
    }
    yield* this.#endUnlessNeeded(job);
  }

  /** What is seen may be over when the job is terminated. */
  *#endUnlessNeeded(job: Job): Actor {
    yield;
    if (job.tasks.some((id) => this.#mayNeed(id, job.id))) return;
    yield;
    if (job.state === 'over') return;
    job.isTerminated = true;
    job.state = 'over';
  }

  #mayNeed(id: string, job: string): boolean {
    const record = this.records.get(id);
    if (record === undefined || isFinal(record.status) || record.dead_jobs?.includes(job)) return false;
    return record.batch_job_id === undefined || record.batch_job_id === job;
  }

  /** What a worker does with a job; if it is dropped on the way, it was killed. */
  *work(job: Job): Actor {
    job.state = 'running';
    try {
      for (const id of job.tasks) {
        yield;
        if (job.isTerminated) return;
        const run = this.records.get(id)?.run ?? 0;
        const claimed = this.apply(id, { type: 'claimed', run, job: job.id });
        if (claimed === undefined) continue;
        yield;
        if (this.poison.has(id) || job.isTerminated) return;
        const { attempt } = claimed;
        const event = { type: 'finished', run, attempt, job: job.id, status: 'completed' } as const;
        if (this.apply(id, event) === undefined) continue;
        const key = `${id} ${run}`;
        this.ends.set(key, (this.ends.get(key) ?? 0) + 1);
      }
      job.died = false;
    } finally {
      job.state = 'over';
    }
  }

  /**
   * What reconciler and sweeper do about a job that is over. They do not see all tasks at the same moment.
   *
   * @param isExplained whether it is known what the worker was killed by, as out of memory: of a task alone that is the end.
   */
  *bury(job: Job, isExplained = false): Actor {
    assert.equal(job.state, 'over');
    const records: TaskRecord[] = [];
    for (const id of job.tasks) {
      yield;
      const record = this.records.get(id);
      if (record !== undefined) records.push(record);
    }
    const over = { id: job.id, tasks: job.tasks.length, isDone: !job.died };
    const { spared, struck } = planBurial(records, over);
    for (const { task_id, run } of spared) {
      yield;
      this.apply(task_id, { type: 'spared', run, job: job.id });
    }
    for (const { task_id, run, status } of struck) {
      yield;
      const isKnown = job.isTerminated ? explainDeath(ENDED_BY_US).kind === 'ended' : isExplained;
      const final = isKnown && job.died && (over.tasks === 1 || status === 'queued');
      this.apply(task_id, { type: 'died', run, job: job.id, final });
    }
  }

  /**
   * Lets everybody do what is left, and nobody die of anything but poison.
   *
   * @param isExplained as for `bury`. @returns how many rounds it took.
   */
  settle(most: number, isExplained = false): number {
    for (let round = 0; round < most; round += 1) {
      const left = this.ids().filter((id) => !isFinal((this.records.get(id) as TaskRecord).status));
      if (left.length === 0) return round;
      for (const job of this.jobs.filter(({ state }) => state === 'waiting')) finish(this.work(job));
      for (const job of this.jobs.filter(({ state }) => state === 'over'))
        finish(this.bury(job, isExplained));
      this.pass(RESERVED_SECONDS + 1);
      finish(this.dispatch(left));
    }
    throw assert.fail(`Some tasks never end: ${JSON.stringify([...this.records.values()])}`);
  }

  #later(seconds: number): string {
    return new Date(Date.parse(this.now()) + seconds * 1000).toISOString();
  }
}

function finish(actor: Actor): void {
  while (actor.next().done !== true);
}
