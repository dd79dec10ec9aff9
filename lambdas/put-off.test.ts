import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { ENV, requireEnv } from '../core/environment.ts';
import { MOST_DELIVERIES } from '../core/queues.ts';
import { newTaskId } from '../core/task-id.ts';
import { sqsEvent, startTestCloud } from '../test/support/test-cloud.ts';
import { sqsClient } from './clients.ts';
import { putOff, retrySeconds } from './put-off.ts';
import { sendTask } from './task-queue.ts';

const cloud = await startTestCloud();
after(cloud.close);

async function receive(VisibilityTimeout: number) {
  const command = new ReceiveMessageCommand({ QueueUrl: requireEnv(ENV.queueUrl), VisibilityTimeout });
  return (await sqsClient().send(command)).Messages ?? [];
}

test('each delivery comes later than the one before, by a time that is not always the same', () => {
  let least = 0;
  let all = 0;
  for (let received = 1; received < MOST_DELIVERIES; received += 1) {
    const [from, to] = [retrySeconds(received, 0), retrySeconds(received, 1)];
    assert.ok(from > least && to === 2 * from, `${from} to ${to} s`);
    least = to;
    all += to;
    const seconds = Array.from({ length: 50 }, () => retrySeconds(received));
    assert.ok(new Set(seconds).size > 5 && seconds.every((value) => value >= from && value <= to));
  }
  // SQS keeps a message invisible for twelve hours at most.
  assert.ok(all > 600 && all < 12 * 3600, `${all} s`);
});

test('a message that is put off is not delivered by the queue’s own time', async () => {
  await sendTask(newTaskId());
  const [message] = await receive(1);
  const [record] = sqsEvent(message?.Body ?? '').Records;
  await putOff({ ...(record as SQSRecord), receiptHandle: message?.ReceiptHandle ?? '' });
  await sleep(1500);
  assert.deepEqual(await receive(1), []);
});

test('a message that cannot be put off is left to the queue', async () => {
  const [record] = sqsEvent('{}').Records;
  await putOff({ ...(record as SQSRecord), receiptHandle: 'gone' });
});
