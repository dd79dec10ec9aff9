import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { ENV } from '../core/environment.ts';
import { GATHERING_SECONDS, SHORT_CLIP } from '../core/short-clips.ts';
import { newTaskId } from '../core/task-id.ts';
import { captureMetrics } from '../test/support/captured-metrics.ts';
import { delayedMessages } from '../test/support/queued-messages.ts';
import { startTestCloud } from '../test/support/test-cloud.ts';
import { acceptTask, rejectTask, type TaskRequest } from './accept-task.ts';
import { sqsClient } from './clients.ts';

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

test('a short clip waits a moment for others when its owner has unfinished tasks, and only then', async () => {
  await cloud.sentTasks();
  const accepted = async (others: number, videoBytes?: number) => {
    const request = { ...newRequest(), ...(videoBytes === undefined ? {} : { videoBytes }) };
    const begun = Date.now();
    await acceptTask(cloud.store, request, others);
    assert.deepEqual(await cloud.sentTasks(), [request.taskId]);
    return Date.now() - begun;
  };
  const wait = GATHERING_SECONDS * 1000;
  assert.ok((await accepted(1, 1000)) >= wait, 'it waits');
  assert.ok(wait <= 2000, 'but not long');
  assert.deepEqual(await delayed(0, 1000), 0);
  assert.deepEqual(await delayed(1, SHORT_CLIP.bytes + 1), 0);
  assert.deepEqual(await delayed(1), 0);
});

/** Messages that nobody may take yet, once a task was accepted. */
async function delayed(others: number, videoBytes?: number): Promise<number> {
  await acceptTask(cloud.store, { ...newRequest(), videoBytes }, others);
  return await delayedMessages(sqsClient(), process.env[ENV.queueUrl] as string);
}
