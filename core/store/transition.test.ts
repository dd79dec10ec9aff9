import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { hookedStore } from '../../test/support/hooked-store.ts';
import { claimed, ended, newTask, PROGRESS, rawItem } from '../../test/support/store-tasks.ts';
import { openTestStore } from '../../test/support/test-store.ts';
import { UNEXPLAINED_DEATHS } from '../exit-codes.ts';
import { readCounts } from './counts.ts';
import { heartbeat } from './heartbeat.ts';
import { noteLogStream } from './note-log-stream.ts';
import { readTask } from './read-task.ts';
import { transition } from './transition.ts';

const { store, close } = await openTestStore();
after(close);

test('a task goes its way, and each step is written with its time and fields', async () => {
  const { task_id, owner } = await newTask(store);
  const submitted = await transition(store, task_id, { type: 'submitted', run: 1, job: 'j' });
  assert.equal(submitted?.batch_job_id, 'j');
  const working = await transition(
    store,
    task_id,
    { type: 'claimed', run: 1, job: 'j' },
    { progress: PROGRESS },
  );
  assert.deepEqual([working?.status, working?.attempt, working?.progress], ['processing', 1, PROGRESS]);
  assert.ok(working?.started_at);
  const warnings = [{ code: 'truncated', message: 'The video breaks off.' }];
  const done = await transition(
    store,
    task_id,
    { type: 'finished', run: 1, attempt: 1, job: 'j', status: 'completed' },
    { warnings },
  );
  assert.deepEqual([done?.status, done?.warnings], ['completed', warnings]);
  assert.ok(done?.completed_at);
  assert.deepEqual(await readTask(store, task_id), done);
  assert.deepEqual(await readCounts(store, owner), { queued: 0, processing: 0, total: 1 });
});

test('of many who would end a task one wins, and the counts move once', async () => {
  const { task_id, owner, run, attempt } = await claimed(store);
  const results = await Promise.all([
    transition(store, task_id, { type: 'cancelled', run }),
    transition(store, task_id, { type: 'finished', run, attempt, job: 'job-1', status: 'completed' }),
    transition(store, task_id, { type: 'finished', run, attempt, job: 'job-1', status: 'failed' }),
    transition(store, task_id, { type: 'died', run, job: 'job-1', final: true }),
  ]);
  assert.equal(results.filter((record) => record !== undefined).length, 1);
  assert.deepEqual(await readCounts(store, owner), { queued: 0, processing: 0, total: 1 });
});

test('events of another run, job or attempt, and of unknown tasks, change nothing', async () => {
  const before = await claimed(store);
  const { task_id, run } = before;
  assert.equal(await transition(store, task_id, { type: 'cancelled', run: 2 }), undefined);
  assert.equal(await transition(store, task_id, { type: 'died', run, job: 'job-0', final: true }), undefined);
  const late = { type: 'finished', run, attempt: 0, job: 'job-1', status: 'failed' } as const;
  assert.equal(await transition(store, task_id, late), undefined);
  assert.equal(await transition(store, task_id, { type: 'abandoned', run }), undefined);
  assert.equal(await transition(store, randomUUID(), { type: 'cancelled', run: 1 }), undefined);
  assert.deepEqual(await readTask(store, task_id), before);
});

test('an unexplained death queues the task again; fields can depend on where that ends', async () => {
  const { task_id, run, started_at } = await claimed(store);
  const error = { code: 'internal', message: 'gone', retryable: true } as const;
  for (let death = 1; death <= UNEXPLAINED_DEATHS; death += 1) {
    const job = `job-${death}`;
    await transition(store, task_id, { type: 'claimed', run, job });
    const record = await transition(store, task_id, { type: 'died', run, job, final: false }, ({ status }) =>
      status === 'failed' ? { error } : {},
    );
    const over = death === UNEXPLAINED_DEATHS;
    assert.equal(record?.status, over ? 'failed' : 'queued');
    assert.deepEqual(record?.error, over ? error : undefined);
    assert.equal(record?.started_at, started_at);
    assert.equal('batch_job_id' in (await rawItem(store, task_id)), over);
    assert.equal(await transition(store, task_id, { type: 'submitted', run, job }), undefined);
  }
});

test('a retry begins a new run without what the last one left', async () => {
  const { task_id, owner } = await ended(store, 'failed', { expires_at: 1 });
  const old = await rawItem(store, task_id);
  assert.ok(Number(old.expires_at) > Date.now() / 1000, 'an ended task is kept for a while');
  assert.ok(Number(old.ttl) > Number(old.expires_at));
  const record = await transition(store, task_id, { type: 'retried', run: 1 });
  assert.deepEqual([record?.run, record?.attempt, record?.deaths, record?.status], [2, 0, 0, 'queued']);
  const item = await rawItem(store, task_id);
  for (const name of ['batch_job_id', 'started_at', 'completed_at', 'error', 'ttl'])
    assert.ok(!(name in item), name);
  assert.deepEqual(item.dead_jobs, ['job-1'], 'its late events are none of the new run');
  assert.equal(await transition(store, task_id, { type: 'retried', run: 1 }), undefined);
  assert.deepEqual(await readCounts(store, owner), { queued: 1, processing: 0, total: 1 });
});

test('what a heartbeat or Batch writes while a transition is under way stays', async () => {
  const { task_id: taskId, run, attempt } = await claimed(store, { log_stream: 'old' });
  const racing = hookedStore(store, UpdateCommand, async () => {
    await noteLogStream(store, { taskId, job: 'job-1', logStream: 'new' });
    await heartbeat(store, { taskId, run, attempt, job: 'job-1' }, PROGRESS);
  });
  await transition(racing, taskId, { type: 'cancelled', run });
  const record = await readTask(store, taskId);
  assert.deepEqual([record?.status, record?.log_stream, record?.progress], ['cancelled', 'new', PROGRESS]);
});
