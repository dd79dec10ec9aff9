/**
 * Counts of tasks: counter items, moved after a transition was won. Reading them costs the same at any size.
 *
 * A process that dies between the two writes leaves a counter one off, and so does a second one that fails, or whose
 * answer is lost, since the SDK then adds again. The sweeper sets `queued` and `processing` right. `total` keeps the error: it is
 * for people, nothing is decided by it, and it would take a transaction on the one item of an owner that all of their
 * requests write to, or a look at every task there is.
 */
import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { log } from '../log.ts';
import type { TaskStatus } from '../task.ts';
import { type Care, sortKey } from './items.ts';
import { readItems } from './read-items.ts';
import type { Store } from './store.ts';
import { countKey } from './table.ts';

/** Counts of tasks. */
export interface Counts {
  queued: number;
  processing: number;
  /** All tasks that are not deleted or expired. */
  total: number;
}

/** A counter in the table. */
export interface CounterItem extends Counts {
  pk: string;
  /** The owner whose tasks are counted; absent for the whole service. */
  scope?: string;
}

/** The service as a whole; no owner's name is empty. */
export const WHOLE_SERVICE = '';
/** Items over which the whole service's counter is spread, since every task moves it. */
const SHARDS = 8;

/** Adds to counters, which may be below zero for a moment. */
export type CountChange = Partial<Counts>;

/** The change that a transition makes; undefined stands for a task that does not exist. */
export function countChange(from: TaskStatus | undefined, to: TaskStatus | undefined): CountChange {
  const change = { queued: 0, processing: 0, total: 0 };
  if (from === 'queued' || from === 'processing') change[from] -= 1;
  if (to === 'queued' || to === 'processing') change[to] += 1;
  change.total = Number(to !== undefined) - Number(from !== undefined);
  return change;
}

/**
 * Moves the counters of an owner and of the whole service. What is counted has happened by then, and whoever made it happen
 * must hear so: a counter that cannot be written is logged, and left to the sweeper.
 */
export async function moveCounts(store: Store, owner: string, change: CountChange): Promise<void> {
  if (Object.values(change).every((amount) => amount === 0)) return;
  const move = async (scope: string) => {
    try {
      await addToCounts(store, scope, change);
    } catch (error) {
      log.warn('A counter could not be moved.', { scope, change, error: error as Error });
    }
  };
  await Promise.all([WHOLE_SERVICE, owner].map(move));
}

/** Counts of an owner, or of the whole service. One read of a fixed size. */
export async function readCounts(store: Store, scope: string): Promise<Counts> {
  const { queued, processing, total } = await readRawCounts(store, scope);
  return { queued: Math.max(0, queued), processing: Math.max(0, processing), total: Math.max(0, total) };
}

/** Counts as they stand, which may be below zero. */
export async function readRawCounts(store: Store, scope: string): Promise<Counts> {
  const sum = { queued: 0, processing: 0, total: 0 };
  for (const item of await readItems<CounterItem>(store, counterKeys(scope))) {
    sum.queued += item.queued;
    sum.processing += item.processing;
    sum.total += item.total;
  }
  return sum;
}

/** Adds to one counter; an owner's comes into care by it, so that the sweeper looks whether it is right. */
export async function addToCounts(store: Store, scope: string, change: CountChange): Promise<void> {
  const keys = counterKeys(scope);
  const key = keys[Math.floor(Math.random() * keys.length)];
  await store.client.send(
    new UpdateCommand({ TableName: store.table, Key: { pk: key }, ...addition(scope, change) }),
  );
}

function addition(scope: string, { queued = 0, processing = 0, total = 0 }: CountChange) {
  const add = 'ADD #queued :queued, #processing :processing, #total :total';
  const names = { '#queued': 'queued', '#processing': 'processing', '#total': 'total' };
  const values = { ':queued': queued, ':processing': processing, ':total': total };
  if (scope === WHOLE_SERVICE) {
    return { UpdateExpression: add, ExpressionAttributeNames: names, ExpressionAttributeValues: values };
  }
  const care: Care = 'counts';
  return {
    UpdateExpression: `${add} SET #scope = :scope, #care = :care, #sort = if_not_exists(#sort, :sort)`,
    ExpressionAttributeNames: { ...names, '#scope': 'scope', '#care': 'care', '#sort': 'care_sort' },
    ExpressionAttributeValues: {
      ...values,
      ':scope': scope,
      ':care': care,
      ':sort': sortKey(new Date().toISOString(), scope),
    },
  } satisfies Partial<UpdateCommandInput>;
}

function counterKeys(scope: string): string[] {
  const shards = scope === WHOLE_SERVICE ? SHARDS : 1;
  return Array.from({ length: shards }, (_, shard) => countKey(scope, shard));
}
