/** Counts of tasks: counter items, moved after a transition was won. Reading them costs the same at any size. */
import { BatchGetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { TaskStatus } from '../task.ts';
import type { Store } from './store.ts';
import { countKey } from './table.ts';

/** Counts of tasks. */
export interface Counts {
  queued: number;
  processing: number;
  /** All tasks that are not deleted or expired. */
  total: number;
}

/** The service as a whole; its counter is spread over shards, since every task moves it. */
export const WHOLE_SERVICE = '*';
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

/** Moves the counters of an owner and of the whole service. */
export async function moveCounts(store: Store, owner: string, change: CountChange): Promise<void> {
  if (Object.values(change).every((amount) => amount === 0)) return;
  const shard = Math.floor(Math.random() * SHARDS);
  await Promise.all([
    addTo(store, countKey(WHOLE_SERVICE, shard), change),
    addTo(store, countKey(owner, 0), change),
  ]);
}

/** Counts of an owner, or of the whole service. One read of a fixed size. */
export async function readCounts(store: Store, scope: string): Promise<Counts> {
  const shards = scope === WHOLE_SERVICE ? SHARDS : 1;
  const keys = Array.from({ length: shards }, (_, shard) => ({ pk: countKey(scope, shard) }));
  const answer = await store.client.send(
    new BatchGetCommand({ RequestItems: { [store.table]: { Keys: keys } } }),
  );
  const sum = { queued: 0, processing: 0, total: 0 };
  for (const item of answer.Responses?.[store.table] ?? []) {
    sum.queued += item.queued ?? 0;
    sum.processing += item.processing ?? 0;
    sum.total += item.total ?? 0;
  }
  return {
    queued: Math.max(0, sum.queued),
    processing: Math.max(0, sum.processing),
    total: Math.max(0, sum.total),
  };
}

/** Sets right what is queued and processing; `total` moves only with tasks. */
export async function repairCounts(store: Store, scope: string, seen: Omit<Counts, 'total'>): Promise<void> {
  const counts = await readCounts(store, scope);
  const change = { queued: seen.queued - counts.queued, processing: seen.processing - counts.processing };
  if (change.queued !== 0 || change.processing !== 0) await addTo(store, countKey(scope, 0), change);
}

async function addTo(store: Store, key: string, change: CountChange): Promise<void> {
  const { queued = 0, processing = 0, total = 0 } = change;
  await store.client.send(
    new UpdateCommand({
      TableName: store.table,
      Key: { pk: key },
      UpdateExpression: 'ADD #queued :queued, #processing :processing, #total :total',
      ExpressionAttributeNames: { '#queued': 'queued', '#processing': 'processing', '#total': 'total' },
      ExpressionAttributeValues: { ':queued': queued, ':processing': processing, ':total': total },
    }),
  );
}
