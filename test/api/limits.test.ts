/** What the API refuses for its size or number, before a task is made. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, it } from 'node:test';
import { ENV } from '../../core/environment.ts';
import { MOST_BOXES_BYTES } from '../../core/limits.ts';
import { createTask } from '../../core/store/create-task.ts';
import { transition } from '../../core/store/transition.ts';
import { sampleTask } from '../support/sample-task.ts';
import { BUCKETS, startApiService } from './api-service.ts';

const IN_FLIGHT = 3;
const BYTES = 1000;
const api = await startApiService({
  [ENV.maxTasksInFlight]: String(IN_FLIGHT),
  [ENV.maxUploadBytes]: String(BYTES),
});
after(() => api.close());

async function process(owner: string, body: object, headers = {}) {
  return api.call({ method: 'POST', path: '/process', owner, body, headers });
}

async function video(owner: string, bytes = 10): Promise<string> {
  const key = `media/${owner}/${randomUUID()}/walk.mp4`;
  await api.put(BUCKETS.media, key, 'x'.repeat(bytes));
  return key;
}

const newOwner = () => `owner-${randomUUID()}`;

it('a video that is larger than is accepted, wherever it lies', async () => {
  const owner = 'eve';
  await api.put(BUCKETS.source, 'film.mp4', 'x'.repeat(BYTES + 1));
  await api.put(BUCKETS.source, 'clip.mp4', 'x'.repeat(BYTES));
  for (const path of [await video(owner, BYTES + 1), `s3://${BUCKETS.source}/film.mp4`]) {
    const answer = await process(owner, { video_filename: path });
    assert.deepEqual([answer.status, answer.json.code], [422, 'too_large']);
    assert.match(answer.json.detail, /has 1001 bytes; at most 1000/);
  }
  assert.equal((await process(owner, { video_filename: `s3://${BUCKETS.source}/clip.mp4` })).status, 202);
});

it('a boxes file that nobody would read', async () => {
  const owner = newOwner();
  const boxes = `media/${owner}/1/boxes.json`;
  await api.put(BUCKETS.media, boxes, ' '.repeat(MOST_BOXES_BYTES + 1));
  const body = { video_filename: await video(owner), bboxes_path: boxes, model: 'movenet-thunder' };
  const answer = await process(owner, body);
  assert.deepEqual([answer.status, answer.json.code], [422, 'bboxes_invalid']);
});

it('more unfinished tasks than a caller may have: the limit is named, others are served, and ends make room', async () => {
  const [owner, other] = [newOwner(), newOwner()];
  const body = { video_filename: await video(owner) };
  const first = (await process(owner, body, { 'Idempotency-Key': 'one' })).json.task_id;
  for (let index = 1; index < IN_FLIGHT; index += 1) assert.equal((await process(owner, body)).status, 202);
  const refused = await process(owner, body);
  assert.deepEqual([refused.status, refused.json.code], [429, 'too_many_tasks']);
  assert.match(refused.json.detail, /have 3 unfinished tasks, and at most 3/);
  assert.ok(Number(refused.headers['retry-after']) > 0);
  const again = await process(owner, body, { 'Idempotency-Key': 'one' });
  assert.deepEqual([again.status, again.json.task_id], [202, first]);
  assert.equal((await process(other, { video_filename: await video(other) })).status, 202);
  await api.call({ method: 'POST', path: `/tasks/${first}/cancel`, owner });
  assert.equal((await process(owner, body)).status, 202);
});

it('a retry needs room as well', async () => {
  const owner = newOwner();
  const task = sampleTask({ owner });
  await createTask(api.store, task);
  await transition(api.store, task.task_id, { type: 'cancelled', run: 1 });
  for (let index = 0; index < IN_FLIGHT; index += 1) await createTask(api.store, sampleTask({ owner }));
  const path = `/tasks/${task.task_id}/retry`;
  const answer = await api.call({ method: 'POST', path, owner, body: { run: 1 } });
  assert.deepEqual([answer.status, answer.json.code], [429, 'too_many_tasks']);
});
