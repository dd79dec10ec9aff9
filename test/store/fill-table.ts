/** Many tasks, as a service has them after a while, written in bulk. */
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { moveCounts } from '../../core/store/counts.ts';
import { sortKey, type TaskItem, toItem } from '../../core/store/items.ts';
import type { Store } from '../../core/store/store.ts';
import { isFinal, type TaskRecord } from '../../core/task.ts';

/** DynamoDB's limit of items a request. */
const ITEMS_A_REQUEST = 25;
/** Requests under way at once. */
const AT_ONCE = 8;

/** Writes tasks whose files have been tidied, where they have ended, and moves the counters. */
export async function fillTable(store: Store, records: Iterable<TaskRecord>): Promise<void> {
  const counts = new Map<string, { queued: number; processing: number; total: number }>();
  const left = counted(records, counts)[Symbol.iterator]();
  const write = async () => {
    for (let batch = take(left); batch.length > 0; batch = take(left)) await writeItems(store, batch);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, write));
  for (const [owner, change] of counts) await moveCounts(store, owner, change);
}

function* counted(
  records: Iterable<TaskRecord>,
  counts: Map<string, { queued: number; processing: number; total: number }>,
): Generator<TaskItem> {
  for (const record of records) {
    const count = counts.get(record.owner) ?? { queued: 0, processing: 0, total: 0 };
    counts.set(record.owner, count);
    count.total += 1;
    if (record.status === 'queued' || record.status === 'processing') count[record.status] += 1;
    yield tidied(record);
  }
}

/** The item as the sweeper leaves it: next looked after when it expires. */
function tidied(record: TaskRecord): TaskItem {
  const item = toItem(record);
  if (!isFinal(record.status)) return item;
  return { ...item, care_sort: sortKey(new Date(record.expires_at * 1000).toISOString(), record.task_id) };
}

function take(items: Iterator<TaskItem>): TaskItem[] {
  return Array.from({ length: ITEMS_A_REQUEST }, () => items.next()).flatMap(({ done, value }) =>
    done ? [] : value,
  );
}

async function writeItems({ client, table }: Store, items: TaskItem[]): Promise<void> {
  let left = items.map((Item) => ({ PutRequest: { Item } }));
  while (left.length > 0) {
    const { UnprocessedItems } = await client.send(
      new BatchWriteCommand({ RequestItems: { [table]: left } }),
    );
    left = (UnprocessedItems?.[table] ?? []) as typeof left;
  }
}
