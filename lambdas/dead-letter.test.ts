import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createTask } from '../core/store/create-task.ts';
import { readTask } from '../core/store/read-task.ts';
import { transition } from '../core/store/transition.ts';
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
