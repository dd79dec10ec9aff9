/** Forgetting an ended task for good, after its time. */
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import type { TaskRecord } from '../task.ts';
import { countChange, moveCounts } from './counts.ts';
import { findTask } from './read-task.ts';
import type { Store } from './store.ts';
import { won } from './won.ts';

/** Removes an ended task. Answers false when it has moved on, as by a retry, or is gone. */
export async function expireTask(store: Store, record: TaskRecord): Promise<boolean> {
  const isWritten = await won(
    store.client.send(
      new DeleteCommand({
        TableName: store.table,
        Key: { pk: record.task_id },
        ConditionExpression: '#run = :run AND #status = :status',
        ExpressionAttributeNames: { '#run': 'run', '#status': 'status' },
        ExpressionAttributeValues: { ':run': record.run, ':status': record.status },
      }),
    ),
    async () => (await findTask(store, record.task_id)).kind === 'none',
  );
  if (!isWritten) return false;
  await moveCounts(store, record.owner, countChange(record.status, undefined));
  return true;
}
