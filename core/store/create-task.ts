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
    async () => isSame(await readTask(store, record.task_id), record),
  );
  if (!isWritten) return false;
  await moveCounts(store, record.owner, countChange(undefined, record.status));
  return true;
}

/** By what the caller asked for: a dispatcher may have taken the task before its writer has heard that it is written. */
function isSame(found: TaskRecord | undefined, record: TaskRecord): boolean {
  return found !== undefined && isDeepStrictEqual(request(found), request(record));
}

function request({ owner, created_at, video, bboxes, model, options, request_hash }: TaskRecord) {
  return { owner, created_at, video, bboxes, model, options, request_hash };
}
