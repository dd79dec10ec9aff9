import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTask } from '../core/store/create-task.ts';
import { readTask } from '../core/store/read-task.ts';
import { transition } from '../core/store/transition.ts';
import type { TaskRecord } from '../core/task.ts';
import { newTaskId } from '../core/task-id.ts';
import { sampleTask } from '../test/support/sample-task.ts';
import { sqsEvent, startTestCloud } from '../test/support/test-cloud.ts';
import { handler } from './dead-letter.ts';

const cloud = await startTestCloud();
const { store } = cloud;
after(cloud.close);

test('a task that could not be dispatched fails, and may be retried; what has a job is left alone', async () => {
  const [stuck, working] = [sampleTask(), sampleTask()];
  for (const task of [stuck, working]) await createTask(store, task);
  await transition(store, working.task_id, { type: 'submitted', run: 1, job: 'job-1' });
  const bodies = [stuck.task_id, working.task_id, newTaskId()].map((task_id) => JSON.stringify({ task_id }));
  const answer = await handler(sqsEvent('not json', '{}', ...bodies));
  assert.deepEqual(answer, { batchItemFailures: [] });
  const failed = await readTask(store, stuck.task_id);
  assert.equal(failed?.status, 'failed');
  assert.deepEqual([failed.error?.code, failed.error?.retryable], ['internal', true]);
  assert.equal((await readTask(store, working.task_id))?.status, 'queued');
});

test('a message of an earlier run, or of a job before, does not end what waits by another message now', async () => {
  const retried = async ({ task_id }: TaskRecord) => {
    await transition(store, task_id, { type: 'cancelled', run: 1 });
    await transition(store, task_id, { type: 'retried', run: 1 });
  };
  const putBack = ({ task_id }: TaskRecord) =>
    transition(store, task_id, { type: 'died', run: 1, job: 'job-1', final: false });
  for (const moveOn of [retried, putBack]) {
    const task = sampleTask();
    await createTask(store, task);
    const event = sqsEvent(JSON.stringify({ task_id: task.task_id }));
    await sleep(5);
    await moveOn(task);
    await handler(event);
    assert.equal((await readTask(store, task.task_id))?.status, 'queued');
    await sleep(5);
    await handler(sqsEvent(JSON.stringify({ task_id: task.task_id })));
    assert.equal((await readTask(store, task.task_id))?.status, 'failed');
  }
});
