import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { resultKeys, s3Address } from '../../core/places.ts';
import { taskAnswerSchema } from '../../core/requests.ts';
import { createTask } from '../../core/store/create-task.ts';
import { findTask, readTask } from '../../core/store/read-task.ts';
import { transition } from '../../core/store/transition.ts';
import type { TaskRecord, TaskResult } from '../../core/task.ts';
import { sampleTask } from '../support/sample-task.ts';
import { BUCKETS, startApiService } from './api-service.ts';

const api = await startApiService();
after(() => api.close());

const status = (id: string, owner: string) => api.call({ method: 'GET', path: `/status/${id}`, owner });
const list = (owner: string, query = {}) => api.call({ method: 'GET', path: '/tasks', owner, query });
const remove = (id: string, owner: string, query = {}) =>
  api.call({ method: 'DELETE', path: `/tasks/${id}`, owner, query });

/** Each test has an owner of its own. */
const newOwner = () => `owner-${randomUUID()}`;

async function addTask(fields: Partial<TaskRecord>): Promise<TaskRecord> {
  const record = sampleTask(fields);
  assert.ok(await createTask(api.store, record));
  return record;
}

async function claim({ task_id }: TaskRecord, job = 'job-1'): Promise<void> {
  assert.ok(await transition(api.store, task_id, { type: 'claimed', run: 1, job }));
}

async function complete({ task_id }: TaskRecord, result: TaskResult): Promise<void> {
  const event = { type: 'finished', run: 1, attempt: 1, job: 'job-1', status: 'completed' } as const;
  assert.ok(await transition(api.store, task_id, event, { result }));
}

test('a completed task has its results and URLs that download them under their names', async () => {
  const owner = newOwner();
  const task = await addTask({
    owner,
    bboxes_path: 'b.json',
    warnings: [{ code: 'torn', message: 'Torn.' }],
  });
  const keys = resultKeys({ taskId: task.task_id, run: 1, attempt: 1, stem: 'walk é"1', model: 'm' });
  const address = (key: string) => s3Address({ bucket: BUCKETS.results, key });
  for (const key of Object.values(keys)) await api.put(BUCKETS.results, key, `content of ${key}`);
  await claim(task);
  await complete(task, {
    visualization_dir: address('x/'),
    predictions_dir: address('y/'),
    predictions_file: address(keys.predictions),
    visualization_file: address(keys.visualization),
    run_file: address(keys.runFile),
  });
  const answer = await status(task.task_id, owner);
  const body = taskAnswerSchema.parse(answer.json);
  assert.deepEqual([body.status, body.result?.predictions_dir], ['completed', address('y/')]);
  assert.deepEqual(body.warnings, task.warnings);
  const { predictions_url = '', visualization_url, run_url = '', expires_at = '' } = body.downloads ?? {};
  for (const [url, key] of [
    [predictions_url, keys.predictions],
    [visualization_url ?? '', keys.visualization],
    [run_url, keys.runFile],
  ] as const) {
    const response = await fetch(url);
    assert.equal(await response.text(), `content of ${key}`);
    assert.equal(new URL(url).searchParams.get('X-Amz-Expires'), '900');
    assert.match(
      new URL(url).searchParams.get('response-content-disposition') ?? '',
      /^attachment; filename="/,
    );
  }
  const seconds = (Date.parse(expires_at) - Date.now()) / 1000;
  assert.ok(seconds > 800 && seconds <= 900);
});

test('without a drawn video there is no URL of one', async () => {
  const owner = newOwner();
  const task = await addTask({ owner });
  await claim(task);
  const predictions_file = 's3://results/a.json';
  await complete(task, {
    visualization_dir: null,
    predictions_dir: 's3://results/',
    predictions_file,
    visualization_file: null,
    run_file: 's3://results/run.json',
  });
  const { json } = await status(task.task_id, owner);
  assert.equal(json.downloads.visualization_url, null);
  assert.equal(json.result.visualization_dir, null);
});

test('a task of somebody else does not exist: not to read, not to delete', async () => {
  const task = await addTask({ owner: newOwner() });
  const stranger = newOwner();
  for (const answer of [await status(task.task_id, stranger), await remove(task.task_id, stranger)]) {
    assert.deepEqual([answer.status, answer.json.code], [404, 'task_not_found']);
  }
  assert.ok(await readTask(api.store, task.task_id));
});

test('an id in capitals is the same id', async () => {
  const owner = newOwner();
  const { task_id } = await addTask({ owner });
  assert.equal((await status(task_id.toUpperCase(), owner)).json.task_id, task_id);
});

test('pages hold every task once, newest first, and end', async () => {
  const owner = newOwner();
  const times = Array.from({ length: 7 }, (_, index) => `2025-01-0${index + 1}T00:00:00.000Z`);
  for (const created_at of times) await addTask({ owner, created_at });
  await addTask({ owner: newOwner() });
  const seen: string[] = [];
  let query: Record<string, string> = { limit: '3' };
  for (let page = 0; page < 3; page += 1) {
    const { json } = await list(owner, query);
    assert.equal(json.total_tasks, 7);
    seen.push(...json.tasks.map((task: { created_at: string }) => task.created_at));
    assert.equal(json.next_cursor === null, page === 2);
    query = { limit: '3', cursor: json.next_cursor };
  }
  assert.deepEqual(seen, times.toReversed());
});

test('a list of one status holds those tasks alone, and its cursor fits no other list', async () => {
  const owner = newOwner();
  for (let index = 0; index < 3; index += 1) await addTask({ owner });
  await claim(await addTask({ owner }));
  const queued = (await list(owner, { status: 'queued', limit: '2' })).json;
  assert.equal(queued.tasks.length, 2);
  assert.ok(queued.tasks.every((task: { status: string }) => task.status === 'queued'));
  assert.equal((await list(owner, { status: 'processing' })).json.tasks.length, 1);
  assert.equal((await list(owner, { status: 'queued', cursor: queued.next_cursor })).json.tasks.length, 1);
  for (const [who, query] of [
    [owner, {}],
    [owner, { status: 'failed' }],
    [newOwner(), { status: 'queued' }],
  ] as const) {
    const answer = await list(who, { ...query, cursor: queued.next_cursor });
    assert.deepEqual([answer.status, answer.json.code], [400, 'cursor_invalid']);
  }
});

test('an empty list', async () => {
  assert.deepEqual((await list(newOwner())).json, { total_tasks: 0, tasks: [], next_cursor: null });
});

test('deleting a task at work stops it, ends its job and leaves a tombstone', async () => {
  const owner = newOwner();
  const task = await addTask({ owner });
  await claim(task, 'job-to-stop');
  api.jobs.set('job-to-stop', [task.task_id]);
  const before = (await api.call({ method: 'GET', path: '/health' })).json;
  const answer = await remove(task.task_id, owner, { results: 'true' });
  assert.deepEqual(
    [answer.status, answer.json],
    [200, { message: `Task ${task.task_id} deleted successfully` }],
  );
  assert.ok(api.terminated.includes('job-to-stop'));
  const found = await findTask(api.store, task.task_id);
  assert.ok(found.kind === 'deleted' && found.tombstone.kept_prefix === undefined);
  const after = (await api.call({ method: 'GET', path: '/health' })).json;
  assert.equal(after.active_tasks, before.active_tasks - 1);
  assert.equal(after.total_tasks, before.total_tasks - 1);
  assert.equal((await list(owner)).json.total_tasks, 0);
  assert.equal((await remove(task.task_id, owner)).status, 404);
  assert.equal((await status(task.task_id, owner)).status, 404);
});

test('a deletion that broke off after the task was cancelled ends the job when it is repeated', async () => {
  const owner = newOwner();
  const task = await addTask({ owner });
  await claim(task, 'job-left-at-work');
  api.jobs.set('job-left-at-work', [task.task_id]);
  await transition(api.store, task.task_id, { type: 'cancelled', run: 1 }, {});
  assert.equal((await remove(task.task_id, owner)).status, 200);
  assert.ok(api.terminated.includes('job-left-at-work'));
});

test('a queued task without a job, and one that has ended, are deleted without ending any job', async () => {
  const owner = newOwner();
  const jobs = api.terminated.length;
  const queued = await addTask({ owner });
  const ended = await addTask({ owner });
  await claim(ended);
  const event = { type: 'finished', run: 1, attempt: 1, job: 'job-1', status: 'failed' } as const;
  await transition(api.store, ended.task_id, event, {});
  for (const { task_id } of [queued, ended]) {
    assert.equal((await remove(task_id, owner)).status, 200);
    assert.equal((await findTask(api.store, task_id)).kind, 'deleted');
  }
  assert.equal(api.terminated.length, jobs);
});

for (const [results, kept] of [
  ['true', false],
  ['false', true],
] as const) {
  test(`results=${results}: the results of a completed task are ${kept ? 'kept' : 'to go with it'}`, async () => {
    const owner = newOwner();
    const task = await addTask({ owner });
    await claim(task);
    const event = { type: 'finished', run: 1, attempt: 1, job: 'job-1', status: 'completed' } as const;
    await transition(api.store, task.task_id, event, {});
    assert.equal((await remove(task.task_id, owner, { results })).status, 200);
    const found = await findTask(api.store, task.task_id);
    const prefix = kept ? `results/${task.task_id}/1-1/` : undefined;
    assert.ok(found.kind === 'deleted');
    assert.equal(found.tombstone.kept_prefix, prefix);
  });
}

test('a task that is deleted while a worker ends it is gone in every order', async () => {
  const owner = newOwner();
  for (let round = 0; round < 10; round += 1) {
    const task = await addTask({ owner });
    await claim(task);
    const event = { type: 'finished', run: 1, attempt: 1, job: 'job-1', status: 'completed' } as const;
    const [answer] = await Promise.all([
      remove(task.task_id, owner),
      transition(api.store, task.task_id, event, {}),
    ]);
    assert.equal(answer.status, 200);
    assert.equal((await findTask(api.store, task.task_id)).kind, 'deleted');
  }
  assert.equal((await list(owner)).json.total_tasks, 0);
});

test('source=true removes an uploaded video with its task', async () => {
  const owner = newOwner();
  const video = { bucket: BUCKETS.media, key: `media/${owner}/1/walk é+1.mp4` };
  await api.put(video.bucket, video.key);
  const { task_id } = await addTask({ owner, video });
  assert.equal((await remove(task_id, owner, { source: 'true' })).status, 200);
  const head = new HeadObjectCommand({ Bucket: video.bucket, Key: video.key });
  await assert.rejects(api.s3.send(head), { name: 'NotFound' });
});

test('source=true is refused for any other video, before anything is done', async () => {
  const owner = newOwner();
  for (const video of [
    { bucket: BUCKETS.source, key: `media/${owner}/walk.mp4` },
    { bucket: BUCKETS.media, key: 'media/somebody-else/walk.mp4' },
  ]) {
    await api.put(video.bucket, video.key);
    const task = await addTask({ owner, video });
    await claim(task, 'job-that-goes-on');
    const answer = await remove(task.task_id, owner, { source: 'true' });
    assert.deepEqual([answer.status, answer.json.issues[0].field], [422, 'source']);
    assert.equal((await readTask(api.store, task.task_id))?.status, 'processing');
    await api.s3.send(new GetObjectCommand({ Bucket: video.bucket, Key: video.key }));
  }
  assert.ok(!api.terminated.includes('job-that-goes-on'));
});

test('health counts what is queued, at work and there', async () => {
  const before = (await api.call({ method: 'GET', path: '/health' })).json;
  await addTask({ owner: newOwner() });
  await claim(await addTask({ owner: newOwner() }));
  const after = (await api.call({ method: 'GET', path: '/health' })).json;
  assert.equal(after.status, 'healthy');
  assert.ok(Math.abs(Date.parse(after.timestamp) - Date.now()) < 60_000);
  assert.deepEqual(
    [after.queued_tasks, after.active_tasks, after.total_tasks],
    [before.queued_tasks + 1, before.active_tasks + 1, before.total_tasks + 2],
  );
});
