import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { LOCAL_REGION } from '../local-account.ts';
import { objectCreated } from '../s3/object-event.ts';
import { startSqs } from '../sqs.ts';
import { Deliveries } from './deliver.ts';
import { forwardUpload } from './object-created.ts';
import { startSchedule } from './schedule.ts';
import { pollQueue } from './sqs-poller.ts';

const credentials = { accessKeyId: 'LOCALTEST', secretAccessKey: 'a secret of the tests' };

async function withQueues(work: (client: SQSClient, queueUrl: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'posefleet-events-'));
  const server = await startSqs({ folder, credentials });
  const client = new SQSClient({ endpoint: server.endpoint, region: LOCAL_REGION, credentials });
  try {
    await work(client, server.queues.tasks);
  } finally {
    client.destroy();
    await server.close();
    await rm(folder, { recursive: true });
  }
}

async function counts(client: SQSClient, QueueUrl: string): Promise<string[]> {
  const { Attributes = {} } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
  );
  return [
    Attributes.ApproximateNumberOfMessages ?? '',
    Attributes.ApproximateNumberOfMessagesNotVisible ?? '',
  ];
}

async function until(isSo: () => boolean): Promise<void> {
  for (let wait = 0; !isSo(); wait++) {
    assert.ok(wait < 500, 'it did not come to pass within five seconds');
    await sleep(10);
  }
}

test('messages come in batches, and those that failed stay in the queue', () =>
  withQueues(async (client, queueUrl) => {
    for (let index = 0; index < 12; index++) {
      await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: String(index) }));
    }
    const events: SQSEvent[] = [];
    const poller = pollQueue(client, queueUrl, async (event) => {
      events.push(event);
      const failed = event.Records.filter(({ body }) => body === '3');
      return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
    });
    await until(() => events.flatMap(({ Records }) => Records).length === 12);
    await poller.stop();
    assert.deepEqual(
      events.map(({ Records }) => Records.length),
      [10, 2],
    );
    assert.deepEqual(await counts(client, queueUrl), ['0', '1']);
    const [record] = events[0]?.Records ?? [];
    assert.equal(record?.eventSource, 'aws:sqs');
    assert.equal(record?.attributes.ApproximateReceiveCount, '1');
    assert.match(record?.eventSourceARN ?? '', /:tasks$/);
  }));

test('a handler that throws leaves all of its batch, and the poller goes on', () =>
  withQueues(async (client, queueUrl) => {
    await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: 'first' }));
    const bodies: string[] = [];
    const poller = pollQueue(client, queueUrl, async ({ Records }) => {
      bodies.push(...Records.map(({ body }) => body));
      if (bodies.length === 1) throw new Error('on purpose');
      return { batchItemFailures: [] };
    });
    await until(() => bodies.length === 1);
    await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: 'second' }));
    await until(() => bodies.length === 2);
    await poller.stop();
    assert.deepEqual(bodies, ['first', 'second']);
    assert.deepEqual(await counts(client, queueUrl), ['0', '1']);
  }));

test('only objects under uploads/ of the media bucket are told of', () =>
  withQueues(async (client, queueUrl) => {
    const to = { client, queueUrl, mediaBucket: 'media' };
    for (const [bucket, key] of [
      ['media', 'uploads/ann/a.mp4'],
      ['media', 'media/ann/a.mp4'],
      ['results', 'uploads/ann/a.mp4'],
    ] as const) {
      await forwardUpload(objectCreated({ bucket, key, size: 1, etag: 'x' }, 'PutObject', 'id'), to);
    }
    assert.deepEqual(await counts(client, queueUrl), ['1', '0']);
  }));

test('an event is delivered again when its handler fails, and lost after some times', async () => {
  const calls: string[] = [];
  const deliveries = new Deliveries<string>(
    async (event) => {
      calls.push(event);
      const done = calls.filter((call) => call === event).length;
      if (event === 'hopeless' || done < 3) throw new Error('on purpose');
    },
    [1, 1, 1],
  );
  for (const event of ['a', 'hopeless', 'b']) deliveries.send(event);
  await until(() => calls.length === 10);
  await deliveries.stop();
  const times = (event: string) => calls.filter((call) => call === event).length;
  assert.deepEqual([times('a'), times('b'), times('hopeless')], [3, 3, 4]);
});

test('a schedule never calls twice at once, and goes on after an error', async () => {
  let running = 0;
  let calls = 0;
  const schedule = startSchedule('test', 1, async (event) => {
    assert.equal(event['detail-type'], 'Scheduled Event');
    calls += 1;
    running += 1;
    assert.equal(running, 1);
    await sleep(5);
    running -= 1;
    if (calls === 1) throw new Error('on purpose');
  });
  await until(() => calls >= 3);
  await schedule.stop();
  const after = calls;
  await sleep(30);
  assert.equal(calls, after);
});
