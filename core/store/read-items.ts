/** Reading many items by their keys. */
import { setTimeout as sleep } from 'node:timers/promises';
import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import type { TaskRecord } from '../task.ts';
import { isTombstone, type TaskItem, type Tombstone, toRecord } from './items.ts';
import type { Store } from './store.ts';

/** DynamoDB's limit of keys a request. */
const KEYS_A_REQUEST = 100;
/** Wait before asking again for what a request left out, in milliseconds. */
const RETRY_MS = 50;

/**
 * Items of these keys in the same order, each once, read consistently; missing ones are left out. An index may name
 * an item twice that moves in it meanwhile, and DynamoDB refuses to be asked for one twice.
 */
export async function readItems<Item extends { pk: string }>(
  store: Store,
  keys: readonly string[],
): Promise<Item[]> {
  const found = new Map<string, Item>();
  const distinct = [...new Set(keys)];
  let left: Record<string, unknown>[] = distinct.map((pk) => ({ pk }));
  while (left.length > 0) {
    const { items, unread } = await readBatch<Item>(store, left.slice(0, KEYS_A_REQUEST));
    for (const item of items) found.set(item.pk, item);
    if (unread.length > 0) await sleep(RETRY_MS);
    left = [...unread, ...left.slice(KEYS_A_REQUEST)];
  }
  return distinct.flatMap((key) => found.get(key) ?? []);
}

/** Records of these tasks in the same order; deleted ones are left out. */
export async function readRecords(store: Store, taskIds: readonly string[]): Promise<TaskRecord[]> {
  const items = await readItems<TaskItem | Tombstone>(store, taskIds);
  return items.flatMap((item) => (isTombstone(item) ? [] : toRecord(item)));
}

async function readBatch<Item>(
  store: Store,
  keys: Record<string, unknown>[],
): Promise<{ items: Item[]; unread: Record<string, unknown>[] }> {
  const answer = await store.client.send(
    new BatchGetCommand({ RequestItems: { [store.table]: { Keys: keys, ConsistentRead: true } } }),
  );
  return {
    items: (answer.Responses?.[store.table] ?? []) as Item[],
    unread: answer.UnprocessedKeys?.[store.table]?.Keys ?? [],
  };
}
