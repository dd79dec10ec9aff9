import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { forgetfulStore } from '../../test/support/forgetful-store.ts';
import { hookedStore } from '../../test/support/hooked-store.ts';
import { claimed, ended, newTask } from '../../test/support/store-tasks.ts';
import { openTestStore } from '../../test/support/test-store.ts';
import type { TaskRecord } from '../task.ts';
import { deleteTask } from './delete-task.ts';
import { queuedAfter } from './queued-after.ts';
import { readTask } from './read-task.ts';
import { releaseTask, reserveTask } from './reserve-task.ts';
import { transition } from './transition.ts';

const testStore = await openTestStore();
const { store, close } = testStore;
after(close);

const TIME = { now: '2026-01-01T00:00:00.000Z', until: '2026-01-01T00:00:45.000Z' };
const LATER = { now: '2026-01-01T00:00:45.000Z', until: '2026-01-01T00:01:30.000Z' };

test('of many who reserve a task one gets it, until its time is over', async () => {
  const task = await newTask(store);
  const each = Array.from({ length: 5 }, (_, index) => `2026-01-01T00:00:4${index}.000Z`);
  const got = await Promise.all(each.map((until) => reserveTask(store, task, { ...TIME, until })));
  assert.equal(got.filter(Boolean).length, 1);
  assert.equal((await readTask(store, task.task_id))?.reserved_until, each[got.indexOf(true)]);
  assert.equal(await reserveTask(store, task, { ...LATER, now: '2026-01-01T00:00:39.999Z' }), false);
  assert.equal(await reserveTask(store, task, LATER), true);
});

test('who was answered too late has it all the same', async () => {
  const task = await newTask(store);
  assert.equal(await reserveTask(forgetfulStore(testStore), task, TIME), true);
});

test('what does not wait for its first job is not reserved', async () => {
  const submitted = await newTask(store);
  await transition(store, submitted.task_id, { type: 'submitted', run: 1, job: 'job-1' });
  const cancelled = await newTask(store);
  await transition(store, cancelled.task_id, { type: 'cancelled', run: 1 });
  const retried = await newTask(store, { run: 2 });
  const died = await newTask(store, { deaths: 1 });
  const gone = await ended(store, 'failed');
  assert.ok(await deleteTask(store, gone, { results: true }));
  const unknown = { task_id: randomUUID() };
  for (const task of [submitted, cancelled, await claimed(store), retried, died, gone, unknown]) {
    assert.equal(await reserveTask(store, task, TIME), false);
  }
  assert.equal(await readTask(store, unknown.task_id), undefined);
});

test('whatever changes the state of a task ends its reservation', async () => {
  for (const event of [
    { type: 'submitted', run: 1, job: 'j' },
    { type: 'claimed', run: 1, job: 'j' },
    { type: 'spared', run: 1, job: 'j' },
    { type: 'died', run: 1, job: 'j', final: false },
    { type: 'cancelled', run: 1 },
  ] as const) {
    const task = await newTask(store);
    await reserveTask(store, task, TIME);
    const after = await transition(store, task.task_id, event);
    assert.equal(after?.reserved_until, undefined, event.type);
    assert.deepEqual(await readTask(store, task.task_id), after);
  }
});

test('a task is let go of by who has it, and by nobody else', async () => {
  const task = await newTask(store);
  await reserveTask(store, task, TIME);
  await releaseTask(store, task.task_id, LATER.until);
  assert.equal((await readTask(store, task.task_id))?.reserved_until, TIME.until);
  await releaseTask(store, task.task_id, TIME.until);
  assert.deepEqual(await readTask(store, task.task_id), task);
  await releaseTask(store, randomUUID(), TIME.until);
});

test('a job that was put back meanwhile is not written again by who saw the task before', async () => {
  const { task_id } = await newTask(store);
  const racing = hookedStore(store, UpdateCommand, async () => {
    await transition(store, task_id, { type: 'submitted', run: 1, job: 'j' });
    await transition(store, task_id, { type: 'spared', run: 1, job: 'j' });
  });
  assert.equal(await transition(racing, task_id, { type: 'submitted', run: 1, job: 'j' }), undefined);
  const task = await readTask(store, task_id);
  assert.deepEqual([task?.batch_job_id, task?.spared, task?.dead_jobs], [undefined, 1, ['j']]);
});

test('a task that was put back has no log of the job that never came to it', async () => {
  const { task_id } = await newTask(store, { batch_job_id: 'j', log_stream: 'posefleet/default/1' });
  const after = await transition(store, task_id, { type: 'spared', run: 1, job: 'j' });
  assert.deepEqual([after?.status, after?.log_stream, after?.deaths], ['queued', undefined, 0]);
});

test('queued tasks behind one: of the same owner, the oldest first, no more than asked for', async () => {
  const owner = randomUUID();
  const at = (second: number, fields: Partial<TaskRecord> = {}) =>
    newTask(store, { owner, created_at: `2026-01-01T00:00:0${second}.000Z`, ...fields });
  await at(1);
  const first = await at(2);
  const next = await at(3, { batch_job_id: 'job-1' });
  await at(4, { status: 'processing', batch_job_id: 'job-1' });
  await at(5, { owner: randomUUID() });
  const last = await at(6);
  assert.deepEqual(await queuedAfter(store, first, 100), [next, last]);
  assert.deepEqual(await queuedAfter(store, first, 1), [next]);
  assert.deepEqual(await queuedAfter(store, last, 100), []);
});
