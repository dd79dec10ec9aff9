import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { ENV } from '../core/environment.ts';
import { EXIT } from '../core/exit-codes.ts';
import { dueItems } from '../core/store/care.ts';
import { moveCounts, readCounts, WHOLE_SERVICE } from '../core/store/counts.ts';
import { createTask } from '../core/store/create-task.ts';
import { deleteTask } from '../core/store/delete-task.ts';
import { expireTask } from '../core/store/expire-task.ts';
import { findTask, readTask } from '../core/store/read-task.ts';
import { storeFromEnvironment } from '../core/store/store.ts';
import { transition } from '../core/store/transition.ts';
import type { TaskRecord, TaskStatus } from '../core/task.ts';
import { captureMetrics, TEST_STAGE } from '../test/support/captured-metrics.ts';
import { sampleTask } from '../test/support/sample-task.ts';
import { startTestCloud, TEST_BUCKETS } from '../test/support/test-cloud.ts';
import { handler } from './sweep.ts';

const cloud = await startTestCloud();
const { store, s3, batch } = cloud;
after(cloud.close);

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const mine: string[] = [];

/** Each test leaves nothing behind that the next sweep would look at. */
beforeEach(async () => {
  for (const id of mine.splice(0)) {
    const task = await readTask(store, id);
    if (task !== undefined) await expireTask(store, task);
  }
  await handler();
  await cloud.sentTasks();
  batch.described.length = 0;
  batch.jobs.clear();
});

function ago(milliseconds: number): string {
  return new Date(Date.now() - milliseconds).toISOString();
}

async function newTask(fields: Partial<TaskRecord> = {}): Promise<string> {
  const task = sampleTask(fields);
  mine.push(task.task_id);
  await createTask(store, task);
  return task.task_id;
}

/** Sets attributes as if time had passed. */
async function age(id: string, values: Record<string, unknown>): Promise<void> {
  for (const [name, value] of Object.entries(values)) {
    await store.client.send(
      new UpdateCommand({
        TableName: store.table,
        Key: { pk: id },
        UpdateExpression: 'SET #name = :value',
        ExpressionAttributeNames: { '#name': name },
        ExpressionAttributeValues: { ':value': value },
      }),
    );
  }
}

/** A task that a worker has claimed, silent for as long. */
function silentTask(batch_job_id: string, silentMs: number, owner = 'ann'): Promise<string> {
  return newTask({ owner, status: 'processing', attempt: 1, batch_job_id, updated_at: ago(silentMs) });
}

/** A task that ended, in its second attempt unless another is named. */
function endedTask(status: 'completed' | 'failed', attempt = 2): Promise<string> {
  return newTask({ status, attempt, batch_job_id: 'job-1', completed_at: new Date().toISOString() });
}

async function putFiles(id: string, ...names: string[]): Promise<void> {
  for (const name of names) {
    const Key = `results/${id}/${name}`;
    await s3.send(new PutObjectCommand({ Bucket: TEST_BUCKETS.results, Key, Body: 'x' }));
  }
}

async function filesOf(id: string): Promise<string[]> {
  const answer = await s3.send(
    new ListObjectsV2Command({ Bucket: TEST_BUCKETS.results, Prefix: `results/${id}/` }),
  );
  return (answer.Contents ?? []).map(({ Key = '' }) => Key.slice(`results/${id}/`.length));
}

async function statusOf(id: string): Promise<TaskStatus | undefined> {
  return (await readTask(store, id))?.status;
}

const FILES = ['1-1/predictions/a.json', '1-2/predictions/a é+.json', '1-2/run.json', 'chunks/k/1.mp4'];

test('a task that waits without a job is sent again, but not a young one, nor one with a job', async () => {
  const old = await newTask({ updated_at: ago(2 * MINUTE_MS) });
  await newTask();
  const submitted = await newTask();
  await transition(store, submitted, { type: 'submitted', run: 1, job: 'job-1' });
  assert.equal((await handler()).resent, 1);
  assert.deepEqual(await cloud.sentTasks(), [old]);
});

test('many waiting tasks are sent once: not while the queue holds their messages', async () => {
  const ids: string[] = [];
  for (let index = 0; index < 12; index += 1) ids.push(await newTask({ updated_at: ago(10 * MINUTE_MS) }));
  assert.equal((await handler()).resent, 12);
  assert.equal((await handler()).resent, 0);
  assert.deepEqual((await cloud.sentTasks()).sort(), ids.sort());
});

test('a task that has waited for very long is sent again, though the queue is full', async () => {
  await newTask({ updated_at: ago(10 * MINUTE_MS) });
  const overdue = await newTask({ updated_at: ago(HOUR_MS) });
  assert.equal((await handler()).resent, 2);
  assert.equal((await handler()).resent, 1);
  assert.equal((await cloud.sentTasks()).filter((id) => id === overdue).length, 2);
});

test('a silent task whose job Batch does not know gets a new one; what is alive or heard goes on', async () => {
  const lost = await silentTask('job-lost', 3 * MINUTE_MS);
  const alive = await silentTask('job-alive', 3 * MINUTE_MS);
  const heard = await silentTask('job-unknown', MINUTE_MS);
  batch.jobs.set('job-alive', { status: 'RUNNING' });
  assert.equal((await handler()).buried, 1);
  assert.deepEqual(await Promise.all([lost, alive, heard].map(statusOf)), [
    'queued',
    'processing',
    'processing',
  ]);
  assert.deepEqual(await cloud.sentTasks(), [lost]);
});

test('a job that was over unheard counts as reported: what is known ends, what is not is submitted again', async () => {
  const [memory, gone] = [await silentTask('job-a', HOUR_MS), await silentTask('job-b', HOUR_MS)];
  batch.jobs.set('job-a', { status: 'FAILED', container: { reason: 'OutOfMemoryError: Container killed' } });
  batch.jobs.set('job-b', { status: 'SUCCEEDED', container: { exitCode: EXIT.done } });
  await handler();
  assert.equal((await readTask(store, memory))?.error?.code, 'out_of_memory');
  assert.deepEqual([await statusOf(gone), await cloud.sentTasks()], ['queued', [gone]]);
});

test('of a job that was over unheard all tasks are seen to, those that were heard of lately too', async () => {
  const behind = await newTask({ batch_job_id: 'job-g', updated_at: ago(HOUR_MS) });
  const atWork = await silentTask('job-g', MINUTE_MS);
  const environment = [{ name: 'POSEFLEET_TASK_IDS', value: JSON.stringify([atWork, behind]) }];
  batch.jobs.set('job-g', { status: 'FAILED', container: { exitCode: 137, environment } });
  assert.equal((await handler()).buried, 2);
  const deaths = [await readTask(store, atWork), await readTask(store, behind)].map((task) => task?.deaths);
  assert.deepEqual(deaths, [1, 0]);
  assert.deepEqual((await cloud.sentTasks()).sort(), [atWork, behind].sort());
});

test('Batch is asked about a hundred jobs at a time', async () => {
  for (let index = 0; index < 101; index += 1) {
    await silentTask(`job-${index}`, HOUR_MS);
    batch.jobs.set(`job-${index}`, { status: 'RUNNABLE' });
  }
  assert.equal((await handler()).buried, 0);
  assert.deepEqual(batch.described, [100, 1]);
});

test('counts are right after a sweep, of the service and of owners with and without work', async () => {
  await silentTask('job-1', 0, 'busy');
  await newTask({ owner: 'busy' });
  await moveCounts(store, 'busy', { queued: 3, processing: -2 });
  await moveCounts(store, 'idle', { queued: -1, processing: 4 });
  await handler();
  const active = async (scope: string) => {
    const { queued, processing } = await readCounts(store, scope);
    return [queued, processing];
  };
  assert.deepEqual(await active('busy'), [1, 1]);
  assert.deepEqual(await active('idle'), [0, 0]);
  assert.deepEqual(await active(WHOLE_SERVICE), [1, 1]);
});

test('of a completed task only the winner’s results stay, and it is looked at again an hour later', async () => {
  const id = await endedTask('completed');
  await putFiles(id, ...FILES, '1-22/run.json');
  assert.equal((await handler()).tidied, 1);
  assert.deepEqual(await filesOf(id), ['1-2/predictions/a é+.json', '1-2/run.json']);
  assert.equal((await handler()).tidied, 0);
  // A worker that has lost the task may have written in between.
  await putFiles(id, 'chunks/late.json');
  await age(id, { completed_at: ago(HOUR_MS), care_sort: `${ago(1)}#${id}` });
  assert.equal((await handler()).tidied, 1);
  assert.deepEqual(await filesOf(id), ['1-2/predictions/a é+.json', '1-2/run.json']);
  assert.equal((await handler()).tidied, 0);
});

test('a task of one worker is looked at again if it had only just ended, for what was still on its way', async () => {
  const id = await endedTask('completed', 1);
  await handler();
  const due: string[] = [];
  for await (const items of dueItems(store, ago(-HOUR_MS))) due.push(...items.map(({ pk }) => pk));
  assert.ok(due.includes(id));
});

test('the files of a failed task wait a day for a retry', async () => {
  const id = await endedTask('failed');
  await putFiles(id, ...FILES);
  assert.equal((await handler()).tidied, 0);
  assert.equal((await filesOf(id)).length, FILES.length);
  await age(id, { care_sort: `${ago(1)}#${id}` });
  assert.equal((await handler()).tidied, 1);
  assert.deepEqual(await filesOf(id), []);
  assert.equal(await statusOf(id), 'failed');
});

test('a retried task keeps its files', async () => {
  const id = await endedTask('failed');
  await putFiles(id, ...FILES);
  await age(id, { care_sort: `${ago(1)}#${id}` });
  await transition(store, id, { type: 'retried', run: 1 });
  assert.equal((await handler()).tidied, 0);
  assert.equal((await filesOf(id)).length, FILES.length);
});

test('what the next run has written meanwhile stays, though the sweeper still has the record of the run before', async () => {
  for (const expired of [false, true]) {
    const id = await endedTask('failed');
    await putFiles(id, ...FILES, '2-1/run.json', '10-1/run.json');
    const expiry = { expires_at: Math.floor(Date.now() / 1000) - 60 };
    await age(id, { ...(expired ? expiry : {}), care_sort: `${ago(MINUTE_MS)}#${id}` });
    await handler();
    assert.deepEqual((await filesOf(id)).sort(), ['10-1/run.json', '2-1/run.json']);
  }
});

for (const [results, left] of [
  [true, []],
  [false, ['1-2/predictions/a é+.json', '1-2/run.json']],
] as const) {
  test(`a deleted task leaves ${results ? 'nothing' : 'its results'}, looked at twice`, async () => {
    const id = await endedTask('completed');
    const record = await readTask(store, id);
    assert.ok(record && (await deleteTask(store, record, { results })));
    await putFiles(id, ...FILES);
    assert.equal((await handler()).tidied, 1);
    assert.deepEqual(await filesOf(id), left);
    await putFiles(id, 'chunks/k/2.mp4');
    assert.equal((await handler()).tidied, 0);
    await age(id, { deleted_at: ago(HOUR_MS), care_sort: `${ago(1)}#${id}` });
    assert.equal((await handler()).tidied, 1);
    assert.deepEqual(await filesOf(id), left);
    assert.equal((await handler()).tidied, 0);
    assert.equal((await findTask(store, id)).kind, 'deleted');
  });
}

test('an expired task is forgotten with its results and counts', async () => {
  const id = await endedTask('completed');
  await putFiles(id, ...FILES);
  await handler();
  const before = await readCounts(store, 'ann');
  const expires_at = Math.floor(Date.now() / 1000) - 60;
  await age(id, { expires_at, care_sort: `${ago(MINUTE_MS)}#${id}` });
  assert.equal((await handler()).tidied, 1);
  assert.deepEqual(await filesOf(id), []);
  assert.deepEqual(await findTask(store, id), { kind: 'none' });
  assert.equal((await readCounts(store, 'ann')).total, before.total - 1);
});

test('a tidied task comes into care again when it expires', async () => {
  const id = await endedTask('completed', 1);
  await age(id, { completed_at: ago(2 * MINUTE_MS) });
  await handler();
  const { Item: item } = await store.client.send(new GetCommand({ TableName: store.table, Key: { pk: id } }));
  assert.ok(item && item.expires_at * 1000 > Date.now() + 29 * DAY_MS);
  assert.equal(item.care_sort, `${new Date(item.expires_at * 1000).toISOString()}#${id}`);
});

test('a sweep costs the same however many tasks have ended', async () => {
  let requests = 0;
  const { client } = storeFromEnvironment();
  client.middlewareStack.add((next) => (args) => {
    requests += 1;
    return next(args);
  });
  await handler();
  const before = requests;
  for (let index = 0; index < 105; index += 1) await endedTask('failed');
  await handler();
  requests = 0;
  await handler();
  assert.equal(requests, before);
});

test('more files than a page of a listing are all removed', async () => {
  const id = await endedTask('failed');
  const names = Array.from({ length: 1001 }, (_, index) => `chunks/k/${index}.mp4`);
  for (let start = 0; start < names.length; start += 50) {
    await Promise.all(names.slice(start, start + 50).map((name) => putFiles(id, name)));
  }
  await age(id, { care_sort: `${ago(1)}#${id}` });
  await handler();
  assert.deepEqual(await filesOf(id), []);
});

test('what fails is told after everything else was done', async () => {
  const waiting = await newTask({ updated_at: ago(HOUR_MS) });
  await silentTask('job-1', HOUR_MS);
  const ended = await endedTask('completed');
  await putFiles(ended, ...FILES);
  batch.refusal = { status: 400, type: 'ClientException' };
  await assert.rejects(handler(), { name: 'AggregateError' });
  batch.refusal = undefined;
  assert.deepEqual(await cloud.sentTasks(), [waiting]);
  assert.equal((await filesOf(ended)).length, 2);
});

test('a queue that cannot be reached holds up no other part', async (t) => {
  const url = process.env[ENV.queueUrl];
  t.after(() => {
    process.env[ENV.queueUrl] = url;
  });
  await newTask({ updated_at: ago(HOUR_MS) });
  const lost = await silentTask('job-lost', HOUR_MS);
  const ended = await endedTask('completed');
  await putFiles(ended, ...FILES);
  process.env[ENV.queueUrl] = `${url}-gone`;
  await assert.rejects(handler(), { name: 'AggregateError' });
  assert.equal(await statusOf(lost), 'queued');
  assert.equal((await filesOf(ended)).length, 2);
});

test('counts that cannot be repaired hold up no other part', async (t) => {
  const { middlewareStack } = storeFromEnvironment().client;
  await moveCounts(store, 'drifted', { queued: 3 });
  const waiting = await newTask({ updated_at: ago(HOUR_MS) });
  const lost = await silentTask('job-lost', HOUR_MS);
  await cloud.sentTasks();
  const name = 'refuseCounts';
  middlewareStack.add(
    (next) => (args) => {
      const { Key, UpdateExpression } = args.input as { Key?: object; UpdateExpression?: string };
      const isCount = UpdateExpression !== undefined && JSON.stringify(Key).includes('count#');
      return isCount ? Promise.reject(new Error('Throttled.')) : next(args);
    },
    { step: 'initialize', name },
  );
  t.after(() => middlewareStack.remove(name));
  await assert.rejects(handler(), { name: 'AggregateError' });
  middlewareStack.remove(name);
  assert.equal(await statusOf(lost), 'queued');
  assert.deepEqual((await cloud.sentTasks()).sort(), [lost, waiting].sort());
  assert.equal((await readCounts(store, 'drifted')).queued, 3);
  await handler();
  assert.equal((await readCounts(store, 'drifted')).queued, 0);
});

test('a sweep without time left begins nothing, and the next goes on', async () => {
  const id = await endedTask('completed');
  await putFiles(id, ...FILES);
  assert.equal((await handler(undefined, { getRemainingTimeInMillis: () => 1000 })).tidied, 0);
  assert.equal((await handler()).tidied, 1);
});

test('a sweep of nothing does nothing', async () => {
  assert.deepEqual(await handler(), { resent: 0, buried: 0, tidied: 0 });
  assert.deepEqual(batch.described, []);
});

test('the backlog and what was done about it become metrics', async (t) => {
  await newTask({ created_at: ago(HOUR_MS) });
  await newTask({ created_at: ago(3 * HOUR_MS), updated_at: ago(2 * MINUTE_MS), run: 2 });
  await newTask({
    status: 'processing',
    attempt: 1,
    batch_job_id: 'job-1',
    created_at: ago(DAY_MS),
    started_at: ago(2 * HOUR_MS),
  });
  await silentTask('job-lost', 3 * MINUTE_MS);
  const lines = captureMetrics(t);
  await handler();
  const { _aws, ...values } = Object.assign({}, ...lines);
  assert.deepEqual(values, {
    Stage: TEST_STAGE,
    QueuedTasks: 2,
    ProcessingTasks: 2,
    OldestQueuedSeconds: 3600,
    OldestProcessingSeconds: 7200,
    TasksResent: 1,
    JobsBuried: 1,
  });
});

test('where nothing waits the backlog is told all the same', async (t) => {
  const lines = captureMetrics(t);
  await handler();
  const { QueuedTasks, OldestQueuedSeconds, OldestProcessingSeconds } = Object.assign({}, ...lines);
  assert.deepEqual([QueuedTasks, OldestQueuedSeconds, OldestProcessingSeconds], [0, 0, 0]);
});
