/** What Lambda does for a queue: takes messages in batches, calls the handler, deletes what was handled. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { log } from '../../core/log.ts';
import { lambdaContext } from '../lambda-context.ts';
import { LOCAL_ACCOUNT, LOCAL_REGION } from '../local-account.ts';

/** SQS's limits: messages a request, and seconds to wait for one. */
const MOST_MESSAGES = 10;
const WAIT_SECONDS = 20;
/** Milliseconds that a handler is given. */
const HANDLER_MS = 60_000;
/** Milliseconds before the queue is asked again when it could not be reached. */
const PAUSE_MS = 1000;

/** A handler of a queue's messages. */
export type SqsHandler = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;

/** A poller that runs. */
export interface SqsPoller {
  /** Takes no more messages, and waits for those in work. */
  stop(): Promise<void>;
}

/** Begins to hand the messages of a queue to a handler, one batch after the other. */
export function pollQueue(client: SQSClient, queueUrl: string, handler: SqsHandler): SqsPoller {
  const abort = new AbortController();
  const finished = poll(client, queueUrl, handler, abort.signal);
  return {
    async stop() {
      abort.abort();
      await finished;
    },
  };
}

async function poll(
  client: SQSClient,
  QueueUrl: string,
  handler: SqsHandler,
  abortSignal: AbortSignal,
): Promise<void> {
  while (!abortSignal.aborted) {
    try {
      const messages = await receive(client, QueueUrl, abortSignal);
      if (messages.length > 0) await handle(client, QueueUrl, messages, handler);
    } catch (error) {
      if (abortSignal.aborted) return;
      log.error('A batch of messages was not handled; SQS delivers it again.', {
        queue: QueueUrl,
        error: error as Error,
      });
      await sleep(PAUSE_MS);
    }
  }
}

async function receive(client: SQSClient, QueueUrl: string, abortSignal: AbortSignal): Promise<Message[]> {
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: MOST_MESSAGES,
      WaitTimeSeconds: WAIT_SECONDS,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    }),
    { abortSignal },
  );
  return Messages;
}

async function handle(
  client: SQSClient,
  QueueUrl: string,
  messages: readonly Message[],
  handler: SqsHandler,
): Promise<void> {
  const name = QueueUrl.slice(QueueUrl.lastIndexOf('/') + 1);
  const Records = messages.map((message) => sqsRecord(message, name));
  const { batchItemFailures } = await handler({ Records }, lambdaContext(name, HANDLER_MS));
  const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  const Entries = messages
    .filter(({ MessageId = '' }) => !failed.has(MessageId))
    .map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
  if (Entries.length > 0) await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
}

/** A message as Lambda shows it. */
function sqsRecord(message: Message, queueName: string): SQSRecord {
  const { MessageId = '', ReceiptHandle = '', Body = '', Attributes = {}, MD5OfBody = '' } = message;
  return {
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    attributes: {
      ApproximateReceiveCount: Attributes.ApproximateReceiveCount ?? '1',
      SentTimestamp: Attributes.SentTimestamp ?? '0',
      SenderId: Attributes.SenderId ?? LOCAL_ACCOUNT,
      ApproximateFirstReceiveTimestamp: Attributes.ApproximateFirstReceiveTimestamp ?? '0',
    },
    messageAttributes: {},
    md5OfBody: MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:${LOCAL_REGION}:${LOCAL_ACCOUNT}:${queueName}`,
    awsRegion: LOCAL_REGION,
  };
}
