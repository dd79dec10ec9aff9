/** Noting where a worker writes its log, as soon as Batch knows it. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Store } from './store.ts';

/** Writes the log stream of a task's job. Answers false when the task is no longer that job's. */
export async function noteLogStream(
  store: Store,
  { taskId, job, logStream }: { taskId: string; job: string; logStream: string },
): Promise<boolean> {
  try {
    await store.client.send(
      new UpdateCommand({
        TableName: store.table,
        Key: { pk: taskId },
        UpdateExpression: 'SET #stream = :stream',
        ConditionExpression: '#job = :job',
        ExpressionAttributeNames: { '#stream': 'log_stream', '#job': 'batch_job_id' },
        ExpressionAttributeValues: { ':stream': logStream, ':job': job },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
