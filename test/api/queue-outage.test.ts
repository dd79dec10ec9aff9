import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createTask } from '../../core/store/create-task.ts';
import { readTask } from '../../core/store/read-task.ts';
import { transition } from '../../core/store/transition.ts';
import { sampleTask } from '../support/sample-task.ts';
import { BUCKETS, startApiService } from './api-service.ts';

const api = await startApiService({ POSEFLEET_QUEUE_URL: 'http://127.0.0.1:9/000000000000/tasks' });
after(() => api.close());

test('a task that could not be sent to the queue is accepted and kept: the sweeper sends it', async () => {
  await api.put(BUCKETS.media, 'media/local/1/a.mp4');
  const body = { video_filename: 'media/local/1/a.mp4' };
  const answer = await api.call({ method: 'POST', path: '/process', body });
  assert.equal(answer.status, 202);
  assert.equal((await readTask(api.store, answer.json.task_id))?.status, 'queued');
});

test('a retry whose message could not be sent has begun all the same: the sweeper sends it', async () => {
  const task = sampleTask({ owner: 'local' });
  await createTask(api.store, task);
  await transition(api.store, task.task_id, { type: 'cancelled', run: 1 });
  const path = `/tasks/${task.task_id}/retry`;
  const answer = await api.call({ method: 'POST', path, body: { run: 1 } });
  assert.equal(answer.status, 202);
  const record = await readTask(api.store, task.task_id);
  assert.deepEqual([record?.run, record?.status, record?.batch_job_id], [2, 'queued', undefined]);
});
