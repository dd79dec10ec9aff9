/** Moving a task on: the pure state machine decides, one conditional update writes. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { nextState, type TaskEvent, type TaskState } from '../states.ts';
import { isFinal, NO_PROGRESS, type TaskRecord } from '../task.ts';
import { countChange, moveCounts } from './counts.ts';
import { stateKeys } from './items.ts';
import { readTask } from './read-task.ts';
import type { Store } from './store.ts';

/** Fields that may be written along with a transition. */
export type TransitionFields = Partial<
  Pick<TaskRecord, 'progress' | 'result' | 'warnings' | 'error' | 'log_stream' | 'expires_at'>
>;

/** Attributes on which every update is conditional. */
const STATE_ATTRIBUTES = ['run', 'attempt', 'deaths', 'status', 'batch_job_id'] as const;
/** Attributes that a new run begins without. */
const OUTCOME_ATTRIBUTES = ['result', 'warnings', 'error', 'completed_at', 'log_stream'] as const;

/**
 * Applies an event to a task.
 *
 * @returns the record afterwards, or undefined when the event changed nothing or the task is gone.
 */
export async function transition(
  store: Store,
  taskId: string,
  event: TaskEvent,
  fields: TransitionFields = {},
): Promise<TaskRecord | undefined> {
  for (;;) {
    const record = await readTask(store, taskId);
    const state = record === undefined ? undefined : nextState(record, event);
    if (record === undefined || state === undefined) return undefined;
    const after = moved(record, state, fields);
    if (await write(store, record, after)) {
      await moveCounts(store, record.owner, countChange(record.status, after.status));
      return after;
    }
  }
}

function moved(record: TaskRecord, state: TaskState, fields: TransitionFields): TaskRecord {
  const now = new Date().toISOString();
  const base: TaskRecord = { ...record };
  delete base.batch_job_id;
  if (state.run !== record.run) for (const name of OUTCOME_ATTRIBUTES) delete base[name];
  const after: TaskRecord = { ...base, ...state, ...fields, updated_at: now };
  if (state.status === 'processing') after.started_at ??= now;
  if (isFinal(state.status)) after.completed_at = now;
  if (state.status === 'queued') after.progress = fields.progress ?? NO_PROGRESS;
  return after;
}

/** Writes the difference of two records, if the task still is in the state of the first. */
async function write(store: Store, before: TaskRecord, after: TaskRecord): Promise<boolean> {
  const update = new UpdateExpression();
  const target: Record<string, unknown> = { ...after, ...stateKeys(after, after) };
  for (const [name, value] of Object.entries(target)) update.set(name, value);
  for (const name of Object.keys(before)) if (!(name in target)) update.remove(name);
  for (const name of STATE_ATTRIBUTES) update.require(name, before[name]);
  try {
    await store.client.send(new UpdateCommand(update.command(store.table, before.task_id)));
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/** Builds an update whose names and values are all placeholders, since DynamoDB reserves many words. */
class UpdateExpression {
  readonly #names: Record<string, string> = {};
  readonly #values: Record<string, unknown> = {};
  readonly #set: string[] = [];
  readonly #remove: string[] = [];
  readonly #conditions: string[] = [];

  set(name: string, value: unknown): void {
    if (value === undefined) return;
    this.#set.push(`${this.#name(name)} = ${this.#value(`s_${name}`, value)}`);
  }

  remove(name: string): void {
    this.#remove.push(this.#name(name));
  }

  require(name: string, value: unknown): void {
    const placeholder = this.#name(name);
    this.#conditions.push(
      value === undefined
        ? `attribute_not_exists(${placeholder})`
        : `${placeholder} = ${this.#value(`c_${name}`, value)}`,
    );
  }

  command(table: string, pk: string): UpdateCommandInput {
    const remove = this.#remove.length === 0 ? '' : ` REMOVE ${this.#remove.join(', ')}`;
    return {
      TableName: table,
      Key: { pk },
      UpdateExpression: `SET ${this.#set.join(', ')}${remove}`,
      ConditionExpression: this.#conditions.join(' AND '),
      ExpressionAttributeNames: this.#names,
      ExpressionAttributeValues: this.#values,
    };
  }

  #name(name: string): string {
    this.#names[`#${name}`] = name;
    return `#${name}`;
  }

  #value(name: string, value: unknown): string {
    this.#values[`:${name}`] = value;
    return `:${name}`;
  }
}
