import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { claimed, newTask } from '../../test/support/store-tasks.ts';
import { openTestStore } from '../../test/support/test-store.ts';
import { noteLogStream } from './note-log-stream.ts';
import { readTask } from './read-task.ts';
import { transition } from './transition.ts';

const { store, close } = await openTestStore();
after(close);

test('a log stream is noted for the job that has the task, and for no other', async () => {
  const record = await claimed(store);
  const { task_id: taskId } = record;
  assert.equal(await noteLogStream(store, { taskId, job: 'job-0', logStream: 'w/default/0' }), false);
  assert.equal(await noteLogStream(store, { taskId: randomUUID(), job: 'job-1', logStream: 'w' }), false);
  assert.deepEqual(await readTask(store, taskId), record);
  assert.equal(await noteLogStream(store, { taskId, job: 'job-1', logStream: 'w/default/1' }), true);
  assert.deepEqual(await readTask(store, taskId), { ...record, log_stream: 'w/default/1' });
});

test('a running job may come before its task knows of it, but not one that died', async () => {
  const { task_id: taskId } = await newTask(store);
  const note = (job: string, isRunning: boolean) =>
    noteLogStream(store, { taskId, job, logStream: `w/default/${job}`, isRunning });
  assert.equal(await note('job-1', false), false);
  assert.equal(await note('job-1', true), true);
  await transition(store, taskId, { type: 'submitted', run: 1, job: 'job-1' });
  assert.equal(await note('job-0', true), false);
  await transition(store, taskId, { type: 'died', run: 1, job: 'job-1', final: false });
  assert.equal(await note('job-1', true), false);
  assert.equal(await note('job-2', true), true);
  assert.equal((await readTask(store, taskId))?.log_stream, 'w/default/job-2');
});

test('a running job makes nothing where no task is', async () => {
  const taskId = randomUUID();
  const noted = await noteLogStream(store, { taskId, job: 'job-1', logStream: 'w', isRunning: true });
  assert.equal(noted, false);
  assert.equal(await readTask(store, taskId), undefined);
});
