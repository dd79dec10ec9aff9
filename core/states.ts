/**
 * The state machine of a task: pure, so that duplicates, reordering and races can be tried by the thousand.
 * Each event either moves the state forward in (run, attempt, deaths, spared, rank) or changes nothing.
 */
import { UNEXPLAINED_DEATHS } from './exit-codes.ts';
import { isFinal, type TaskStatus } from './task.ts';

/** The part of a task's record that decides what may happen to it. */
export interface TaskState {
  run: number;
  attempt: number;
  deaths: number;
  /** Jobs of this run that were over before they came to the task, of which it takes no blame; absent for none. */
  spared?: number;
  status: TaskStatus;
  batch_job_id?: string;
  /** Jobs that were over too early in this run, and those of the runs before: what they still have to say comes too late. */
  dead_jobs?: readonly string[];
}

/**
 * Dead jobs that are remembered, the latest: with five deaths a run, those of ten runs and more. One that was forgotten
 * ended long ago; if it spoke all the same, it would take the task up and do it.
 */
const DEAD_JOBS = 50;

/** Things that happen to a task. `job` is a Batch job's id. */
export type TaskEvent =
  /** The dispatcher has submitted a job for the task. */
  | { type: 'submitted'; run: number; job: string }
  /** A worker begins to work. */
  | { type: 'claimed'; run: number; job: string }
  /** The worker is done, well or not. */
  | { type: 'finished'; run: number; attempt: number; job: string; status: 'completed' | 'failed' }
  /** The job is over and its task is not; `final` when there is no use in another job. */
  | { type: 'died'; run: number; job: string; final: boolean }
  /** The job is over because of another of its tasks, and had not come to this one. */
  | { type: 'spared'; run: number; job: string }
  /** No job could or should be made for the task: heeded only while it has none. */
  | { type: 'abandoned'; run: number }
  /** A caller wants the task stopped. */
  | { type: 'cancelled'; run: number }
  /** A caller wants a new run of the run that they saw. */
  | { type: 'retried'; run: number };

/**
 * The state after an event, or undefined when the event changes nothing: it is late, a duplicate, of another
 * run or of another job.
 */
export function nextState(state: TaskState, event: TaskEvent): TaskState | undefined {
  if (event.run !== state.run) return undefined;
  if (event.type === 'retried') return retry(state);
  return isFinal(state.status) ? undefined : nextUnfinishedState(state, event);
}

function nextUnfinishedState(
  state: TaskState,
  event: Exclude<TaskEvent, { type: 'retried' }>,
): TaskState | undefined {
  switch (event.type) {
    case 'submitted':
      return mayBeSubmitted(state, event.job) ? { ...state, batch_job_id: event.job } : undefined;
    case 'claimed':
      return claim(state, event.job);
    case 'finished':
      return state.status === 'processing' && owns(state, event) && state.attempt === event.attempt
        ? { ...state, status: event.status }
        : undefined;
    case 'died':
      if (owns(state, event)) return afterDeath(state, event);
      return mayBeSubmitted(state, event.job) ? afterDeath(state, { ...event, final: false }) : undefined;
    case 'spared':
      return state.status === 'queued' && (owns(state, event) || mayBeSubmitted(state, event.job))
        ? withoutJob({ ...state, spared: (state.spared ?? 0) + 1 }, event.job)
        : undefined;
    case 'abandoned':
      return state.batch_job_id === undefined ? { ...state, status: 'failed' } : undefined;
    case 'cancelled':
      return { ...state, status: 'cancelled' };
  }
}

/** A worker may begin before the dispatcher has written the job's id; a worker of another job may not. */
function claim(state: TaskState, job: string): TaskState | undefined {
  if (isDead(state, job)) return undefined;
  if (state.batch_job_id !== undefined && state.batch_job_id !== job) return undefined;
  return { ...state, attempt: state.attempt + 1, status: 'processing', batch_job_id: job };
}

function afterDeath(state: TaskState, { job, final }: { job: string; final: boolean }): TaskState {
  const deaths = state.deaths + 1;
  if (final || deaths >= UNEXPLAINED_DEATHS) return { ...state, deaths, status: 'failed' };
  return withoutJob({ ...state, deaths }, job);
}

/** The task waits for another job, and this one has no say any more. */
function withoutJob({ batch_job_id: _gone, dead_jobs = [], ...rest }: TaskState, job: string): TaskState {
  return { ...rest, status: 'queued', dead_jobs: withDead(dead_jobs, job) };
}

/** What the jobs of the run before still have to say, or their workers to do, must not touch the new run. */
function retry({ status, run, batch_job_id, dead_jobs = [] }: TaskState): TaskState | undefined {
  if (status !== 'failed' && status !== 'cancelled') return undefined;
  const gone = batch_job_id === undefined ? dead_jobs : withDead(dead_jobs, batch_job_id);
  const next = { run: run + 1, attempt: 0, deaths: 0, status: 'queued' } as const;
  return gone.length === 0 ? next : { ...next, dead_jobs: gone };
}

/**
 * Whether the task waits for a job, and this may be it. A job may even be over before the dispatcher has written its id:
 * it may also be one that was made for the task in vain, so its end is never final then, and the task gets another.
 */
function mayBeSubmitted(state: TaskState, job: string): boolean {
  return state.status === 'queued' && state.batch_job_id === undefined && !isDead(state, job);
}

function owns(state: TaskState, event: { job: string }): boolean {
  return state.batch_job_id === event.job;
}

function withDead(jobs: readonly string[], job: string): readonly string[] {
  return [...jobs, job].slice(-DEAD_JOBS);
}

function isDead({ dead_jobs = [] }: TaskState, job: string): boolean {
  return dead_jobs.includes(job);
}
