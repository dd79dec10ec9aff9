import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { ENV, requireEnv } from '../core/environment.ts';
import { createTask } from '../core/store/create-task.ts';
import { readTask } from '../core/store/read-task.ts';
import { transition } from '../core/store/transition.ts';
import type { TaskRecord } from '../core/task.ts';
import { newTaskId } from '../core/task-id.ts';
import { sampleTask } from '../test/support/sample-task.ts';
import { sqsEvent, startTestCloud } from '../test/support/test-cloud.ts';
import { sqsClient } from './clients.ts';
import { handler } from './dispatch.ts';
import { sendTask } from './task-queue.ts';

const cloud = await startTestCloud();
const { store, batch } = cloud;
after(cloud.close);

beforeEach(() => {
  batch.submitted.length = 0;
  batch.terminated.length = 0;
  batch.refusal = undefined;
  batch.onSubmit = async () => undefined;
});

async function waitingTask(fields: Partial<TaskRecord> = {}): Promise<string> {
  const task = sampleTask(fields);
  await createTask(store, task);
  return task.task_id;
}

function message(task_id: string): string {
  return JSON.stringify({ task_id });
}

const NO_FAILURES = { batchItemFailures: [] };

test('a waiting task gets a job that carries its id', async () => {
  const id = await waitingTask({ video_path: 's3://media/ann/jürgen läuft (1)+%.MP4' });
  assert.deepEqual(await handler(sqsEvent(message(id))), NO_FAILURES);
  assert.deepEqual(batch.submitted, [
    {
      jobName: `posefleet-j-rgen-l-uft-1--${id}`,
      jobQueue: 'test-jobs',
      jobDefinition: 'test-worker',
      shareIdentifier: 'ann',
      schedulingPriorityOverride: 1,
      containerOverrides: { environment: [{ name: 'POSEFLEET_TASK_IDS', value: `["${id}"]` }] },
    },
  ]);
  const task = await readTask(store, id);
  assert.deepEqual([task?.status, task?.batch_job_id], ['queued', 'job-1']);
});

test('a job has the share of its owner, and the tags of the deployment where there is one', async (t) => {
  process.env[ENV.stage] = 'test';
  t.after(() => delete process.env[ENV.stage]);
  const id = await waitingTask({ owner: 'team-a' });
  await handler(sqsEvent(message(id)));
  assert.equal(batch.submitted[0]?.shareIdentifier, 'teamHa');
  assert.deepEqual(batch.submitted[0]?.tags, { project: 'posefleet', stage: 'test' });
});

test('names of any length and alphabet give a job name that Batch accepts', async () => {
  const id = await waitingTask({ video_path: `${'歩く'.repeat(500)}-${'x'.repeat(300)}.mp4` });
  await handler(sqsEvent(message(id)));
  assert.match(batch.submitted[0]?.jobName ?? '', /^[a-z0-9][a-z0-9_-]{0,127}$/i);
});

test('a repeated message, a task under way, an ended one and an unknown one submit nothing', async () => {
  const [twice, over] = [await waitingTask(), await waitingTask()];
  await transition(store, over, { type: 'cancelled', run: 1 });
  await handler(sqsEvent(message(twice)));
  assert.deepEqual(await handler(sqsEvent(message(twice), message(over), message(newTaskId()))), NO_FAILURES);
  assert.equal(batch.submitted.length, 1);
});

test('of two dispatchers at once one wins, and the other ends its own job', async () => {
  const id = await waitingTask();
  await Promise.all([handler(sqsEvent(message(id))), handler(sqsEvent(message(id)))]);
  const task = await readTask(store, id);
  const jobs = batch.submitted.map((_, index) => `job-${index + 1}`);
  assert.deepEqual(
    batch.terminated.map(({ jobId }) => jobId),
    jobs.filter((job) => job !== task?.batch_job_id),
  );
});

test('a task cancelled while its job was submitted ends the job, with the reason', async () => {
  const id = await waitingTask();
  batch.onSubmit = async () => void (await transition(store, id, { type: 'cancelled', run: 1 }));
  assert.deepEqual(await handler(sqsEvent(message(id))), NO_FAILURES);
  assert.equal(batch.terminated[0]?.jobId, 'job-1');
  assert.match(batch.terminated[0]?.reason ?? '', /^Not needed any more: .*over/);
});

test('a worker that claims before the dispatcher has written keeps its job', async () => {
  const id = await waitingTask();
  batch.onSubmit = async (job) => void (await transition(store, id, { type: 'claimed', run: 1, job }));
  assert.deepEqual(await handler(sqsEvent(message(id))), NO_FAILURES);
  assert.deepEqual(batch.terminated, []);
  assert.equal((await readTask(store, id))?.status, 'processing');
});

test('what Batch refuses is put off: it is not delivered by the queue’s own time', async () => {
  const receive = async () => {
    const QueueUrl = requireEnv(ENV.queueUrl);
    const answer = await sqsClient().send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 1 }));
    return answer.Messages ?? [];
  };
  const id = await waitingTask();
  await cloud.sentTasks();
  await sendTask(id);
  const [{ Body = '', ReceiptHandle = '' } = {}] = await receive();
  const [record] = sqsEvent(Body).Records;
  batch.refusal = { status: 429, type: 'TooManyRequestsException' };
  const { batchItemFailures } = await handler({
    Records: [{ ...(record as SQSRecord), receiptHandle: ReceiptHandle }],
  });
  assert.equal(batchItemFailures.length, 1);
  await sleep(1500);
  assert.deepEqual(await receive(), []);
});

test('what Batch refuses and what cannot be read is delivered again; the rest is not', async () => {
  const id = await waitingTask();
  batch.refusal = { status: 429, type: 'TooManyRequestsException' };
  const answer = await handler(sqsEvent(message(id), '{"task_id": 7}', 'not json', message(newTaskId())));
  assert.deepEqual(answer, {
    batchItemFailures: ['message-0', 'message-1', 'message-2'].map((itemIdentifier) => ({ itemIdentifier })),
  });
  assert.equal((await readTask(store, id))?.batch_job_id, undefined);
});
