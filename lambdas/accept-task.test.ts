import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { newTaskId } from '../core/task-id.ts';
import { captureMetrics } from '../test/support/captured-metrics.ts';
import { startTestCloud } from '../test/support/test-cloud.ts';
import { acceptTask, rejectTask, type TaskRequest } from './accept-task.ts';

const cloud = await startTestCloud();
after(cloud.close);

function newRequest(): TaskRequest {
  return {
    taskId: newTaskId(),
    owner: 'ann',
    videoPath: 's3://media/walk.mp4',
    video: { bucket: 'media', key: 'walk.mp4' },
    model: 'movenet-multipose',
    options: {},
    source: 'upload',
  };
}

test('a task counts once, however often it is asked for; one that is refused does not count', async (t) => {
  const lines = captureMetrics(t);
  const request = newRequest();
  const kinds = [];
  for (let time = 0; time < 3; time += 1) kinds.push((await acceptTask(cloud.store, request)).kind);
  assert.deepEqual(kinds, ['created', 'existing', 'existing']);
  const error = { code: 'video_not_found', message: 'There is no such video.', retryable: false } as const;
  await rejectTask(cloud.store, newRequest(), error);
  assert.deepEqual(
    lines.map(({ Stage, TasksAccepted }) => [Stage, TasksAccepted]),
    [['test', 1]],
  );
});
