import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { s3FromEnvironment } from '../core/aws-clients.ts';
import type { TaskAnswer } from '../core/requests.ts';
import { LOCAL_NAMES } from './local-environment.ts';
import { type Service, startService } from './service.ts';

let folder: string;
let service: Service;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'posefleet-service-'));
  service = await startService({
    port: 0,
    data: join(folder, 'data'),
    concurrency: 2,
    // A worker that never claims its task, so that all that follows is the doing of the handlers.
    batch: {
      workerCommand: [process.execPath, fileURLToPath(new URL('./batch/fake-worker.ts', import.meta.url))],
      environment: { BEHAVIOUR: 'exit:1' },
    },
  });
});
after(async () => {
  await service.close();
  await rm(folder, { recursive: true });
});

async function get<T>(path: string): Promise<T> {
  const answer = await fetch(`${service.url}${path}`);
  assert.equal(answer.status, 200, path);
  return (await answer.json()) as T;
}

async function untilFailed(id: string): Promise<TaskAnswer> {
  for (let wait = 0; wait < 200; wait++) {
    const task = await get<TaskAnswer>(`/status/${id}`);
    if (task.status === 'failed') return task;
    await sleep(100);
  }
  assert.fail('The task did not fail within twenty seconds.');
}

function upload(key: string, body: string): Promise<unknown> {
  return s3FromEnvironment().send(
    new PutObjectCommand({ Bucket: LOCAL_NAMES.mediaBucket, Key: key, Body: body }),
  );
}

test('a task whose worker always crashes gets five jobs, then fails', async () => {
  const answer = await fetch(`${service.url}/process`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ video_filename: fileURLToPath(import.meta.url) }),
  });
  assert.equal(answer.status, 202);
  const { task_id } = (await answer.json()) as { task_id: string };
  const task = await untilFailed(task_id);
  assert.equal(task.error?.code, 'internal');
  assert.match(task.error.message, /5 times.*exit code 1/);
});

test('an object that lands under uploads/ becomes one task', async () => {
  await upload('uploads/local/walk é+1.mp4', 'film');
  await upload('uploads/local/notes.txt', 'no video');
  await upload('media/local/x/walk.mp4', 'starts nothing');
  let tasks: TaskAnswer[] = [];
  for (let wait = 0; wait < 100 && tasks.length === 0; wait++) {
    await sleep(50);
    ({ tasks } = await get<{ tasks: TaskAnswer[] }>('/tasks'));
    tasks = tasks.filter(({ source }) => source === 'upload');
  }
  assert.deepEqual(
    tasks.map(({ video_path }) => video_path),
    [`s3://${LOCAL_NAMES.mediaBucket}/uploads/local/walk é+1.mp4`],
  );
  await untilFailed(tasks[0]?.task_id ?? '');
});

test('all that listens does so on the loopback address, and answers neither strangers nor web pages', async () => {
  const names = ['S3', 'SQS', 'DYNAMODB', 'BATCH'].map((name) => `AWS_ENDPOINT_URL_${name}`);
  const targets = { SQS: 'AmazonSQS.ListQueues', DYNAMODB: 'DynamoDB_20120810.ListTables' };
  for (const name of names) {
    const endpoint = process.env[name] ?? '';
    assert.equal(new URL(endpoint).hostname, '127.0.0.1', name);
    const target = Object.entries(targets).find(([service]) => name.endsWith(service))?.[1] ?? '';
    const stranger = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target };
    const path = name.endsWith('BATCH') ? '/v1/describejobs' : '/';
    const answer = await fetch(`${endpoint}${path}`, { method: 'POST', headers: stranger, body: '{}' });
    assert.equal(answer.status, 403, name);
  }
  assert.equal(new URL(service.url).hostname, '127.0.0.1');
});

test('a second service on the same folder is refused', async () => {
  await assert.rejects(
    startService({ port: 0, data: join(folder, 'data') }),
    /in use by another Posefleet service/,
  );
  await get('/health');
});
