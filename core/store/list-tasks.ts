/** Pages of tasks. A page costs its own length, however many tasks there are. */
import { BatchGetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { TaskRecord, TaskStatus } from '../task.ts';
import { isTombstone, ownerStatus, type TaskItem, toRecord } from './items.ts';
import type { Store } from './store.ts';
import { BY_OWNER, BY_OWNER_AND_STATUS } from './table.ts';

/** Where a page ended: the key of its last task. */
export interface PagePosition {
  task_id: string;
  created_sort: string;
}

/** A page of tasks, newest first. */
export interface TaskPage {
  tasks: TaskRecord[];
  /** Where the next page begins; undefined after the last. */
  next?: PagePosition;
}

/** What to list. */
export interface TaskListing {
  owner: string;
  status?: TaskStatus;
  /** 1 to 100, the number of records that one batch read can give. */
  limit: number;
  after?: PagePosition;
}

/** Reads a page of an owner's tasks, newest first. */
export async function listTasks(store: Store, listing: TaskListing): Promise<TaskPage> {
  const { ids, last } = await queryIds(store, listing);
  const records = await readRecords(store, ids);
  const tasks = ids.flatMap((id) => records.get(id) ?? []);
  return last === undefined ? { tasks } : { tasks, next: last };
}

async function queryIds(
  store: Store,
  { owner, status, limit, after }: TaskListing,
): Promise<{ ids: string[]; last?: PagePosition }> {
  const index = status === undefined ? BY_OWNER : BY_OWNER_AND_STATUS;
  const partition = status === undefined ? owner : ownerStatus(owner, status);
  const answer = await store.client.send(
    new QueryCommand({
      TableName: store.table,
      IndexName: index.name,
      KeyConditionExpression: '#partition = :partition',
      ExpressionAttributeNames: { '#partition': index.partitionKey },
      ExpressionAttributeValues: { ':partition': partition },
      ScanIndexForward: false,
      Limit: limit,
      ...(after === undefined
        ? {}
        : {
            ExclusiveStartKey: {
              pk: after.task_id,
              [index.partitionKey]: partition,
              [index.sortKey]: after.created_sort,
            },
          }),
    }),
  );
  const ids = (answer.Items ?? []).map((item) => item.pk as string);
  const key = answer.LastEvaluatedKey;
  return key === undefined ? { ids } : { ids, last: { task_id: key.pk, created_sort: key[index.sortKey] } };
}

/** Reads the records of these ids; deleted ones are left out. */
export async function readRecords(store: Store, ids: readonly string[]): Promise<Map<string, TaskRecord>> {
  const records = new Map<string, TaskRecord>();
  let keys: Record<string, unknown>[] = ids.map((pk) => ({ pk }));
  while (keys.length > 0) {
    const batch = keys.slice(0, 100);
    const answer = await store.client.send(
      new BatchGetCommand({ RequestItems: { [store.table]: { Keys: batch } } }),
    );
    for (const item of answer.Responses?.[store.table] ?? []) {
      if (!isTombstone(item)) records.set(item.pk, toRecord(item as TaskItem));
    }
    keys = [...(answer.UnprocessedKeys?.[store.table]?.Keys ?? []), ...keys.slice(100)];
  }
  return records;
}
