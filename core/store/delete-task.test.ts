import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { allPages, ended, PROGRESS } from '../../test/support/store-tasks.ts';
import { openTestStore } from '../../test/support/test-store.ts';
import { readCounts } from './counts.ts';
import { createTask } from './create-task.ts';
import { deleteTask } from './delete-task.ts';
import { expireTask } from './expire-task.ts';
import { heartbeat } from './heartbeat.ts';
import { readRecords } from './read-items.ts';
import { findTask, readTask } from './read-task.ts';
import { transition } from './transition.ts';

const { store, close } = await openTestStore();
after(close);

test('a deleted task leaves a tombstone that nothing revives', async () => {
  const record = await ended(store, 'completed', { request_hash: 'abc' });
  const { task_id, owner, run, attempt } = record;
  assert.equal(await deleteTask(store, { ...record, run: 2 }, { results: false }), false);
  assert.equal(await deleteTask(store, record, { results: false }), true);
  assert.equal(await deleteTask(store, record, { results: false }), false);
  const revivals = [
    createTask(store, record),
    transition(store, task_id, { type: 'retried', run }),
    transition(store, task_id, { type: 'claimed', run, job: 'job-1' }),
    transition(store, task_id, { type: 'submitted', run, job: 'job-1' }),
    heartbeat(store, { taskId: task_id, run, attempt, job: 'job-1' }, PROGRESS),
    expireTask(store, record),
  ];
  for (const answer of await Promise.all(revivals)) assert.ok(!answer);
  const found = await findTask(store, task_id);
  assert.ok(found.kind === 'deleted');
  assert.equal(found.tombstone.request_hash, 'abc');
  assert.equal(found.tombstone.kept_prefix, `results/${task_id}/${run}-${attempt}/`);
  assert.equal(await readTask(store, task_id), undefined);
  assert.deepEqual(await readRecords(store, [task_id]), []);
  assert.deepEqual(await allPages(store, { owner, limit: 10 }), [[]]);
  assert.deepEqual(await allPages(store, { owner, limit: 10, status: 'completed' }), [[]]);
  assert.deepEqual(await readCounts(store, owner), { queued: 0, processing: 0, total: 0 });
});

test('nothing is kept of a task that is deleted with its results, or that has none', async () => {
  for (const [status, results] of [
    ['completed', true],
    ['failed', false],
  ] as const) {
    const record = await ended(store, status);
    await deleteTask(store, record, { results });
    const found = await findTask(store, record.task_id);
    assert.ok(found.kind === 'deleted');
    assert.equal(found.tombstone.kept_prefix, undefined);
  }
});
