/** A worker's sign of life: one conditional update that touches no index. */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { TaskProgress } from '../task.ts';
import type { Store } from './store.ts';
import { won } from './won.ts';

/** What a worker holds while it works on a task. */
export interface Claim {
  taskId: string;
  run: number;
  attempt: number;
  /** The Batch job that the worker runs in. */
  job: string;
}

/**
 * Writes progress. Answers false when the task is no longer this worker's: it must stop.
 *
 * @param abortSignal ends the request, which is then an error.
 */
export async function heartbeat(
  store: Store,
  claim: Claim,
  progress: TaskProgress,
  abortSignal: AbortSignal = new AbortController().signal,
): Promise<boolean> {
  return await won(
    store.client.send(
      new UpdateCommand({
        TableName: store.table,
        Key: { pk: claim.taskId },
        UpdateExpression: 'SET #progress = :progress, #updated = :updated',
        ConditionExpression: '#run = :run AND #attempt = :attempt AND #job = :job AND #status = :processing',
        ExpressionAttributeNames: {
          '#progress': 'progress',
          '#updated': 'updated_at',
          '#run': 'run',
          '#attempt': 'attempt',
          '#job': 'batch_job_id',
          '#status': 'status',
        },
        ExpressionAttributeValues: {
          ':progress': progress,
          ':updated': new Date().toISOString(),
          ':run': claim.run,
          ':attempt': claim.attempt,
          ':job': claim.job,
          ':processing': 'processing',
        },
      }),
      { abortSignal },
    ),
  );
}
