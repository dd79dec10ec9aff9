/** Accepting a task: one conditional put. */
import { isDeepStrictEqual } from 'node:util';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { TaskRecord } from '../task.ts';
import { countChange, moveCounts } from './counts.ts';
import { toItem } from './items.ts';
import { readTask } from './read-task.ts';
import type { Store } from './store.ts';
import { won } from './won.ts';

/** Writes a new task. Answers false when something already stands at its id: a task, or a deleted one. */
export async function createTask(store: Store, record: TaskRecord): Promise<boolean> {
  const isWritten = await won(
    store.client.send(
      new PutCommand({
        TableName: store.table,
        Item: toItem(record),
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    ),
    async () => isDeepStrictEqual(await readTask(store, record.task_id), record),
  );
  if (!isWritten) return false;
  await moveCounts(store, record.owner, countChange(undefined, record.status));
  return true;
}
