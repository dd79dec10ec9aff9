/** Pages of tasks. A page costs its own length, however many tasks there are. */
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { TaskRecord, TaskStatus } from '../task.ts';
import { ownerStatus } from './items.ts';
import { readRecords } from './read-items.ts';
import type { Store } from './store.ts';
import { BY_OWNER, BY_OWNER_AND_STATUS, PARTITION_KEY, type TableIndex } from './table.ts';

/** Where a page ended: the key of its last task. */
export interface PagePosition {
  task_id: string;
  created_sort: string;
}

/** A page of tasks, newest first; it may be shorter than the limit and yet not be the last. */
export interface TaskPage {
  tasks: TaskRecord[];
  /** Where the next page begins; undefined after the last. */
  next?: PagePosition;
}

/** What to list. */
export interface TaskListing {
  owner: string;
  status?: TaskStatus;
  /** 1 to 100. */
  limit: number;
  after?: PagePosition;
}

/** Reads a page of an owner's tasks, newest first. */
export async function listTasks(store: Store, listing: TaskListing): Promise<TaskPage> {
  const { ids, last } = await queryIds(store, listing);
  const records = await readRecords(store, ids);
  // The index follows the table after a moment: what has moved on since does not belong here.
  const tasks = records.filter(({ status }) => status === (listing.status ?? status));
  return last === undefined ? { tasks } : { tasks, next: last };
}

/** One more than a page is asked for, so that the last page is known to be the last. */
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
      Limit: limit + 1,
      ...(after === undefined ? {} : { ExclusiveStartKey: startKey(index, partition, after) }),
    }),
  );
  const items = answer.Items ?? [];
  const page = items.slice(0, limit);
  const ids = page.map((item) => item.pk as string);
  const last = items.length > limit ? page.at(-1) : undefined;
  return last === undefined
    ? { ids }
    : { ids, last: { task_id: last.pk, created_sort: last[index.sortKey] } };
}

function startKey(index: TableIndex, partition: string, after: PagePosition): Record<string, string> {
  return {
    [PARTITION_KEY]: after.task_id,
    [index.partitionKey]: partition,
    [index.sortKey]: after.created_sort,
  };
}
