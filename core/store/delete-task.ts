/** Deleting a task: a tombstone takes its place, so that nothing brings it back. */
import { isDeepStrictEqual } from 'node:util';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { attemptPrefix } from '../places.ts';
import type { TaskRecord } from '../task.ts';
import { countChange, moveCounts } from './counts.ts';
import { secondsFromNow, sortKey, TOMBSTONE_DAYS, type Tombstone } from './items.ts';
import { findTask } from './read-task.ts';
import type { Store } from './store.ts';
import { won } from './won.ts';

/**
 * Puts a tombstone in the place of a task that has ended.
 *
 * @param options.results whether the results of a completed task go too; all else always goes.
 * @returns false when the task is not in the state of `record` any more, or gone: read it again.
 */
export async function deleteTask(
  store: Store,
  record: TaskRecord,
  { results }: { results: boolean },
): Promise<boolean> {
  const tombstone = tombstoneOf(record, results);
  const isWritten = await won(
    store.client.send(
      new PutCommand({
        TableName: store.table,
        Item: tombstone,
        ConditionExpression: '#run = :run AND #status = :status',
        ExpressionAttributeNames: { '#run': 'run', '#status': 'status' },
        ExpressionAttributeValues: { ':run': record.run, ':status': record.status },
      }),
    ),
    async () => {
      const found = await findTask(store, record.task_id);
      return found.kind === 'deleted' && isDeepStrictEqual(found.tombstone, tombstone);
    },
  );
  if (!isWritten) return false;
  await moveCounts(store, record.owner, countChange(record.status, undefined));
  return true;
}

/** The chunks of a deleted task always go, hence every tombstone is looked after. */
function tombstoneOf(record: TaskRecord, results: boolean): Tombstone {
  const now = new Date().toISOString();
  const keeps = !results && record.status === 'completed';
  return {
    pk: record.task_id,
    deleted_at: now,
    deleted_owner: record.owner,
    ...(record.request_hash === undefined ? {} : { request_hash: record.request_hash }),
    ...(keeps ? { kept_prefix: attemptPrefix(record) } : {}),
    care: 'due',
    care_sort: sortKey(now, record.task_id),
    ttl: secondsFromNow(TOMBSTONE_DAYS),
  };
}
