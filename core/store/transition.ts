/** Moving a task on: the pure state machine decides, one conditional update writes. */
import { isDeepStrictEqual } from 'node:util';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { nextState, type TaskEvent, type TaskState } from '../states.ts';
import { isFinal, NO_PROGRESS, type TaskRecord } from '../task.ts';
import { countChange, moveCounts } from './counts.ts';
import { laterBy, toItem } from './items.ts';
import { readTask } from './read-task.ts';
import type { Store } from './store.ts';
import { PARTITION_KEY, TTL_ATTRIBUTE } from './table.ts';
import { UpdateExpression } from './update-expression.ts';
import { won } from './won.ts';

/** Fields that may be written along with a transition. */
export type TransitionFields = Partial<
  Pick<TaskRecord, 'progress' | 'result' | 'warnings' | 'error' | 'log_stream' | 'expires_at'>
>;

/** Attributes on which every update is conditional. */
const STATE_ATTRIBUTES = ['run', 'attempt', 'deaths', 'spared', 'status', 'batch_job_id'] as const;
/** Attributes that a new run begins without. */
const OUTCOME_ATTRIBUTES = [
  'result',
  'warnings',
  'error',
  'started_at',
  'completed_at',
  'log_stream',
] as const;
/** Milliseconds for which an ended task is kept at least, however long it waited and took. */
const KEPT_MS = 86_400_000;

/**
 * Applies an event to a task.
 *
 * @param fields what to write along with it; a function where that depends on the state reached.
 * @returns the record afterwards, or undefined when the event changed nothing or the task is gone.
 */
export async function transition(
  store: Store,
  taskId: string,
  event: TaskEvent,
  fields: TransitionFields | ((reached: TaskState) => TransitionFields) = {},
): Promise<TaskRecord | undefined> {
  for (;;) {
    const record = await readTask(store, taskId);
    const state = record === undefined ? undefined : nextState(stateOf(record), event);
    if (record === undefined || state === undefined) return undefined;
    const after = moved(record, state, typeof fields === 'function' ? fields(state) : fields);
    if (await write(store, record, after)) {
      await moveCounts(store, record.owner, countChange(record.status, after.status));
      return after;
    }
  }
}

function stateOf({ run, attempt, deaths, spared, status, batch_job_id, dead_jobs }: TaskRecord): TaskState {
  return {
    run,
    attempt,
    deaths,
    status,
    ...(spared === undefined ? {} : { spared }),
    ...(batch_job_id === undefined ? {} : { batch_job_id }),
    ...(dead_jobs === undefined ? {} : { dead_jobs }),
  };
}

function moved(record: TaskRecord, state: TaskState, fields: TransitionFields): TaskRecord {
  const now = new Date().toISOString();
  const base: TaskRecord = { ...record };
  for (const name of ['batch_job_id', 'dead_jobs', 'spared', 'reserved_until'] as const) delete base[name];
  if (state.run !== record.run) for (const name of OUTCOME_ATTRIBUTES) delete base[name];
  // The log of a job that never came to the task has nothing of it.
  if (state.spared !== record.spared) delete base.log_stream;
  const after: TaskRecord = { ...base, ...state, ...fields, updated_at: now };
  if (state.status === 'processing') after.started_at ??= now;
  if (isFinal(state.status)) end(after, now);
  if (state.status === 'queued') after.progress = fields.progress ?? NO_PROGRESS;
  return after;
}

function end(record: TaskRecord, now: string): void {
  record.completed_at = now;
  record.expires_at = Math.max(record.expires_at, Math.ceil(Date.parse(laterBy(now, KEPT_MS)) / 1000));
}

/** Writes the difference of two records, if the task still is in the state of the first. */
async function write(store: Store, before: TaskRecord, after: TaskRecord): Promise<boolean> {
  const update = new UpdateExpression();
  const source: Record<string, unknown> = { ...before };
  const target: Record<string, unknown> = { ...toItem(after) };
  delete target[PARTITION_KEY];
  for (const [name, value] of Object.entries(target)) {
    // What stays as it was is left alone: a heartbeat may have changed it since it was read.
    if (!isDeepStrictEqual(value, source[name])) update.set(name, value);
  }
  for (const name of Object.keys(source)) if (target[name] === undefined) update.remove(name);
  if (target[TTL_ATTRIBUTE] === undefined) update.remove(TTL_ATTRIBUTE);
  for (const name of STATE_ATTRIBUTES) update.require(name, before[name]);
  const command = new UpdateCommand(update.command(store.table, before.task_id));
  return await won(store.client.send(command), () => stands(store, after));
}

/**
 * Whether the task is as this transition leaves it. Two who make the same one at the same millisecond, and both hear
 * nothing, would both believe so; no more than a count comes of that.
 */
async function stands(store: Store, after: TaskRecord): Promise<boolean> {
  const found = await readTask(store, after.task_id);
  return found?.updated_at === after.updated_at && isDeepStrictEqual(stateOf(found), stateOf(after));
}
