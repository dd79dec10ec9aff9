/** Taking a waiting task for a job with others, for a limited time: of several dispatchers one gets it. */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { TaskRecord } from '../task.ts';
import { readTask } from './read-task.ts';
import type { Store } from './store.ts';
import { won } from './won.ts';

const NAMES = { '#reserved': 'reserved_until' };

/**
 * Reserves a task that waits, is in its first run and has not died. Nothing else is kept from it: it may still be
 * cancelled, deleted, or get another job, and whatever changes its state ends the reservation.
 *
 * @param until ISO-8601, as is `now`.
 * @returns false when somebody else has it, or it does not wait any more.
 */
export async function reserveTask(
  store: Store,
  { task_id }: Pick<TaskRecord, 'task_id'>,
  { now, until }: { now: string; until: string },
): Promise<boolean> {
  const command = new UpdateCommand({
    TableName: store.table,
    Key: { pk: task_id },
    UpdateExpression: 'SET #reserved = :until',
    ConditionExpression:
      '#status = :queued AND attribute_not_exists(#job) AND #run = :first AND #deaths = :none AND (attribute_not_exists(#reserved) OR #reserved <= :now)',
    ExpressionAttributeNames: {
      ...NAMES,
      '#status': 'status',
      '#job': 'batch_job_id',
      '#run': 'run',
      '#deaths': 'deaths',
    },
    ExpressionAttributeValues: { ':until': until, ':queued': 'queued', ':first': 1, ':none': 0, ':now': now },
  });
  const stands = async () => (await readTask(store, task_id))?.reserved_until === until;
  return await won(store.client.send(command), stands);
}

/** Lets go of a task that was reserved until then. One that has changed since, or that another has, stays as it is. */
export async function releaseTask(store: Store, taskId: string, until: string): Promise<void> {
  const command = new UpdateCommand({
    TableName: store.table,
    Key: { pk: taskId },
    UpdateExpression: 'REMOVE #reserved',
    ConditionExpression: '#reserved = :until',
    ExpressionAttributeNames: NAMES,
    ExpressionAttributeValues: { ':until': until },
  });
  await won(store.client.send(command));
}
