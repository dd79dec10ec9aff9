import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { SQSRecord } from 'aws-lambda';
import { MOST_DELIVERIES } from '../core/queues.ts';
import { sqsEvent, startTestCloud } from '../test/support/test-cloud.ts';
import { putOff, retrySeconds } from './put-off.ts';

const cloud = await startTestCloud();
after(cloud.close);

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

test('a message that cannot be put off is left to the queue', async () => {
  const [record] = sqsEvent('{}').Records;
  await putOff({ ...(record as SQSRecord), receiptHandle: 'gone' });
});
