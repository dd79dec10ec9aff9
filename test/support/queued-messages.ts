/** What is in a queue, for tests. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

/** Milliseconds between two looks at the queue. */
const LOOK_MS = 50;

/** Number of messages that nobody may take yet: those of short clips wait a moment for others. */
export async function delayedMessages(sqs: SQSClient, QueueUrl: string): Promise<number> {
  const name = 'ApproximateNumberOfMessagesDelayed';
  const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [name] });
  return Number((await sqs.send(command)).Attributes?.[name]);
}

/** Takes all messages, also those that are delayed, for which it waits; they are hidden then, not deleted. */
export async function takeMessages(sqs: SQSClient, QueueUrl: string): Promise<Message[]> {
  const taken: Message[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    taken.push(...Messages);
    if (Messages.length > 0) continue;
    if ((await delayedMessages(sqs, QueueUrl)) === 0) return taken;
    await sleep(LOOK_MS);
  }
}
