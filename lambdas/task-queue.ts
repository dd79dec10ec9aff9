/** The queue of tasks that wait for a job. A message carries a task's id and nothing else. */
import { GetQueueAttributesCommand, SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { ENV, requireEnv } from '../core/environment.ts';
import { sqsClient } from './clients.ts';

/** SQS's limit of messages a request. */
const MESSAGES_A_REQUEST = 10;

const messageSchema = z.object({ task_id: z.uuid() });

/** Has a task dispatched: sends its id to the queue. @param delaySeconds before anybody may take it. */
export async function sendTask(taskId: string, delaySeconds = 0): Promise<void> {
  await sqsClient().send(
    new SendMessageCommand({
      QueueUrl: requireEnv(ENV.queueUrl),
      MessageBody: messageOf(taskId),
      ...(delaySeconds === 0 ? {} : { DelaySeconds: delaySeconds }),
    }),
  );
}

/** Sends many ids. @throws Error when SQS refuses some of them. */
export async function sendTasks(taskIds: readonly string[]): Promise<void> {
  for (let start = 0; start < taskIds.length; start += MESSAGES_A_REQUEST) {
    const ids = taskIds.slice(start, start + MESSAGES_A_REQUEST);
    const answer = await sqsClient().send(
      new SendMessageBatchCommand({
        QueueUrl: requireEnv(ENV.queueUrl),
        Entries: ids.map((id, index) => ({ Id: String(index), MessageBody: messageOf(id) })),
      }),
    );
    const [failure] = answer.Failed ?? [];
    if (failure !== undefined) throw new Error(`The queue refused a message: ${failure.Code}.`);
  }
}

/** Messages in the queue, about: those that wait, those in work and those that are delayed. */
export async function queueLength(): Promise<number> {
  const { Attributes = {} } = await sqsClient().send(
    new GetQueueAttributesCommand({
      QueueUrl: requireEnv(ENV.queueUrl),
      AttributeNames: [
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesNotVisible',
        'ApproximateNumberOfMessagesDelayed',
      ],
    }),
  );
  return Object.values(Attributes).reduce((sum, count) => sum + Number(count), 0);
}

/** The task of a message. @throws SyntaxError or ZodError when the message is not one of ours. */
export function parseTaskMessage(body: string): string {
  return messageSchema.parse(JSON.parse(body)).task_id;
}

function messageOf(taskId: string): string {
  return JSON.stringify({ task_id: taskId });
}
