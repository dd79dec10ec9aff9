import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { forgetfulStore } from '../../test/support/forgetful-store.ts';
import { sampleTask } from '../../test/support/sample-task.ts';
import { claimed, ended, newTask } from '../../test/support/store-tasks.ts';
import { openTestStore } from '../../test/support/test-store.ts';
import { createTask } from './create-task.ts';
import { deleteTask } from './delete-task.ts';
import { expireTask } from './expire-task.ts';
import { readTask } from './read-task.ts';
import { transition } from './transition.ts';

const cloud = await openTestStore();
const { store, close } = cloud;
after(close);

/** The SDK sends each write twice, and DynamoDB refuses the second, since the first was made. */
const forgetful = forgetfulStore(cloud);
after(() => forgetful.client.destroy());

test('a task whose acceptance was not heard of is accepted, once', async () => {
  const record = sampleTask({ owner: 'created', options: { max_people: 3 } });
  assert.equal(await createTask(forgetful, record), true);
  assert.equal(await createTask(forgetful, { ...record, model: 'other' }), false);
  assert.deepEqual(await readTask(store, record.task_id), record);
});

test('a task that was taken before its acceptance was heard of is accepted all the same', async () => {
  const record = sampleTask({ owner: 'taken', options: { max_people: 3 } });
  const { task_id } = record;
  const take = () => transition(store, task_id, { type: 'submitted', run: 1, job: 'job-1' });
  const slow = forgetfulStore(cloud, take);
  assert.equal(await createTask(slow, record), true);
  slow.client.destroy();
  assert.equal((await readTask(store, task_id))?.batch_job_id, 'job-1');
});

test('a worker whose end of a task was not heard of has ended it', async () => {
  const { task_id } = await newTask(store);
  const claim = await transition(forgetful, task_id, { type: 'claimed', run: 1, job: 'job-1' });
  assert.equal(claim?.attempt, 1);
  const finished = { type: 'finished', run: 1, attempt: 1, job: 'job-1', status: 'completed' } as const;
  const record = await transition(forgetful, task_id, finished);
  assert.deepEqual(record, await readTask(store, task_id));
  assert.equal(record?.status, 'completed');
  assert.equal(await transition(forgetful, task_id, finished), undefined);
});

test('of many who would end a task, and hear nothing, one wins', async () => {
  const { task_id, run, attempt } = await claimed(store);
  const results = await Promise.all([
    transition(forgetful, task_id, { type: 'cancelled', run }),
    transition(forgetful, task_id, { type: 'finished', run, attempt, job: 'job-1', status: 'completed' }),
    transition(forgetful, task_id, { type: 'finished', run, attempt, job: 'job-1', status: 'failed' }),
    transition(forgetful, task_id, { type: 'died', run, job: 'job-1', final: true }),
  ]);
  assert.equal(results.filter((record) => record !== undefined).length, 1);
});

test('a deletion and an expiry that were not heard of are made', async () => {
  const deleted = await ended(store, 'completed');
  assert.equal(await deleteTask(forgetful, deleted, { results: true }), true);
  assert.equal(await deleteTask(forgetful, deleted, { results: true }), false);
  assert.equal(await expireTask(forgetful, deleted), false);
  const expired = await ended(store, 'completed');
  assert.equal(await expireTask(forgetful, expired), true);
});
