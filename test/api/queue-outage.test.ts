import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { readTask } from '../../core/store/read-task.ts';
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
