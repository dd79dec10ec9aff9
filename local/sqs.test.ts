import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import {
  ChangeMessageVisibilityCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { LOCAL_REGION } from './local-account.ts';
import { type LocalSqs, startSqs } from './sqs.ts';

const credentials = { accessKeyId: 'LOCALTEST', secretAccessKey: 'a secret of the tests' };
let folder: string;
let server: LocalSqs;
let client: SQSClient;

async function begin(): Promise<void> {
  server = await startSqs({ folder, credentials });
  client = new SQSClient({ endpoint: server.endpoint, region: LOCAL_REGION, credentials, maxAttempts: 1 });
}

async function end(): Promise<void> {
  client.destroy();
  await server.close();
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'posefleet-sqs-'));
  await begin();
});
afterEach(async () => {
  await end();
  await rm(folder, { recursive: true });
});

async function receive(QueueUrl: string, fields: object = {}) {
  return (await client.send(new ReceiveMessageCommand({ QueueUrl, ...fields }))).Messages ?? [];
}

test('messages outlive a restart, on another port', async () => {
  await client.send(new SendMessageCommand({ QueueUrl: server.queues.tasks, MessageBody: 'kept' }));
  await end();
  await begin();
  assert.ok(server.queues.tasks.startsWith(`${server.endpoint}/`));
  assert.deepEqual(
    (await receive(server.queues.tasks)).map(({ Body }) => Body),
    ['kept'],
  );
});

test('a message that is not handled five times goes to the dead-letter queue', async () => {
  const { tasks, 'tasks-dead': tasksDead } = server.queues;
  await client.send(new SendMessageCommand({ QueueUrl: tasks, MessageBody: 'poison' }));
  for (let delivery = 1; delivery <= 5; delivery++) {
    const [message] = await receive(tasks);
    assert.equal(message?.Body, 'poison');
    const { ReceiptHandle } = message;
    const again = { QueueUrl: tasks, ReceiptHandle, VisibilityTimeout: 0 };
    await client.send(new ChangeMessageVisibilityCommand(again));
  }
  assert.deepEqual(await receive(tasks), []);
  assert.deepEqual(
    (await receive(tasksDead)).map(({ Body }) => Body),
    ['poison'],
  );
});

test('who waits is told of a message at once', async () => {
  const waiting = receive(server.queues['object-created'], { WaitTimeSeconds: 20 });
  await new Promise((resolve) => setTimeout(resolve, 100));
  const start = Date.now();
  await client.send(new SendMessageCommand({ QueueUrl: server.queues['object-created'], MessageBody: 'x' }));
  assert.equal((await waiting).length, 1);
  assert.ok(Date.now() - start < 5000);
});

test('only requests of this service to SQS are answered, and only on the loopback address', async () => {
  assert.equal(new URL(server.endpoint).hostname, '127.0.0.1');
  const credentials = { accessKeyId: 'ANOTHER', secretAccessKey: 'x' };
  const stranger = new SQSClient({
    endpoint: server.endpoint,
    region: LOCAL_REGION,
    credentials,
    maxAttempts: 1,
  });
  await assert.rejects(stranger.send(new ListQueuesCommand({})), /not one of this service/);
  stranger.destroy();
  const authorization = 'AWS4-HMAC-SHA256 Credential=LOCALTEST/20260101/us-east-1/sqs/aws4_request';
  const good = {
    authorization,
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': 'AmazonSQS.ListQueues',
  };
  assert.equal(await status('POST', '/', good), 200);
  assert.equal(await status('POST', '/', { ...good, origin: 'http://example.org' }), 403);
  assert.equal(await status('POST', '/', { ...good, host: 'example.org' }), 403);
  assert.equal(await status('PUT', '/bucket', { authorization }), 403);
  assert.equal(await status('GET', '/_fauxqs/queues', { authorization }), 403);
});

function status(method: string, path: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(`${server.endpoint}${path}`, { method, headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    sent.on('error', reject).end(method === 'GET' ? undefined : '{}');
  });
}

test('a message that is sent with a delay comes after it, to who waits for one too, and outlives a restart', async () => {
  const QueueUrl = server.queues.tasks;
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'later', DelaySeconds: 1 }));
  assert.deepEqual(await receive(QueueUrl), []);
  await end();
  await begin();
  const [message] = await receive(server.queues.tasks, { WaitTimeSeconds: 10 });
  assert.equal(message?.Body, 'later');
});
