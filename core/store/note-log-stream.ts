/** Noting where a worker writes its log, as soon as Batch knows it. */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Store } from './store.ts';
import { won } from './won.ts';

/** The job has the task. */
const ITS_JOB = '#job = :job';
/** Or the task has none yet: a worker may run before the dispatcher has written its job's id. */
const ITS_JOB_OR_NONE = `${ITS_JOB} OR (attribute_exists(#owner) AND attribute_not_exists(#job) AND NOT contains(#dead, :job))`;

/**
 * Writes the log stream of a task's job. Answers false when the task is not that job's.
 *
 * @param isRunning whether the job runs now; then it may be that the task does not know it yet.
 */
export async function noteLogStream(
  store: Store,
  {
    taskId,
    job,
    logStream,
    isRunning = false,
  }: { taskId: string; job: string; logStream: string; isRunning?: boolean },
): Promise<boolean> {
  const early = isRunning ? { '#owner': 'owner', '#dead': 'dead_jobs' } : {};
  return await won(
    store.client.send(
      new UpdateCommand({
        TableName: store.table,
        Key: { pk: taskId },
        UpdateExpression: 'SET #stream = :stream',
        ConditionExpression: isRunning ? ITS_JOB_OR_NONE : ITS_JOB,
        ExpressionAttributeNames: { '#stream': 'log_stream', '#job': 'batch_job_id', ...early },
        ExpressionAttributeValues: { ':stream': logStream, ':job': job },
      }),
    ),
  );
}
