/** Reading a task for the one who owns it. */
import { PosefleetError } from '../../core/errors.ts';
import { readTask } from '../../core/store/read-task.ts';
import type { Store } from '../../core/store/store.ts';
import type { TaskRecord } from '../../core/task.ts';

/** @throws PosefleetError `task_not_found` when there is none, or it is somebody else's. */
export async function readOwnTask(store: Store, owner: string, taskId: string): Promise<TaskRecord> {
  const record = await readTask(store, taskId);
  if (record?.owner === owner) return record;
  throw new PosefleetError('task_not_found', `There is no task ${taskId}.`);
}
