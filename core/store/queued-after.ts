/** Tasks of an owner that were created after another and are still queued. */
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { TaskRecord } from '../task.ts';
import { ownerStatus, sortKey } from './items.ts';
import { readRecords } from './read-items.ts';
import type { Store } from './store.ts';
import { BY_OWNER_AND_STATUS } from './table.ts';

/**
 * Queued tasks of the same owner that were created after this one, the oldest first, with a job or without: one page, so
 * that it costs its own length, however many there are.
 *
 * @param limit 1 to 100.
 */
export async function queuedAfter(
  store: Store,
  { owner, created_at, task_id }: Pick<TaskRecord, 'owner' | 'created_at' | 'task_id'>,
  limit: number,
): Promise<TaskRecord[]> {
  const { name, partitionKey, sortKey: createdSort } = BY_OWNER_AND_STATUS;
  const answer = await store.client.send(
    new QueryCommand({
      TableName: store.table,
      IndexName: name,
      KeyConditionExpression: '#partition = :partition AND #sort > :after',
      ExpressionAttributeNames: { '#partition': partitionKey, '#sort': createdSort },
      ExpressionAttributeValues: {
        ':partition': ownerStatus(owner, 'queued'),
        ':after': sortKey(created_at, task_id),
      },
      Limit: limit,
    }),
  );
  // The index follows the table after a moment.
  const records = await readRecords(
    store,
    (answer.Items ?? []).map(({ pk }) => pk as string),
  );
  return records.filter(({ status }) => status === 'queued');
}
