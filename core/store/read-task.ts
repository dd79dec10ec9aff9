/** Reading one task. */
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { TaskRecord } from '../task.ts';
import { isTombstone, type TaskItem, type Tombstone, toRecord } from './items.ts';
import type { Store } from './store.ts';

/** What stands at a task's id. */
export type Found =
  | { kind: 'task'; record: TaskRecord }
  | { kind: 'deleted'; tombstone: Tombstone }
  | { kind: 'none' };

/** Reads what stands at an id, consistently. */
export async function findTask(store: Store, taskId: string): Promise<Found> {
  const command = new GetCommand({ TableName: store.table, Key: { pk: taskId }, ConsistentRead: true });
  const { Item: item } = await store.client.send(command);
  if (item === undefined) return { kind: 'none' };
  return isTombstone(item)
    ? { kind: 'deleted', tombstone: item }
    : { kind: 'task', record: toRecord(item as TaskItem) };
}

/** The task of this id; undefined when there is none, or it was deleted. */
export async function readTask(store: Store, taskId: string): Promise<TaskRecord | undefined> {
  const found = await findTask(store, taskId);
  return found.kind === 'task' ? found.record : undefined;
}
