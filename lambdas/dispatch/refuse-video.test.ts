import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { ENV, type EnvironmentName } from '../../core/environment.ts';
import { readCounts } from '../../core/store/counts.ts';
import { createTask } from '../../core/store/create-task.ts';
import { readTask } from '../../core/store/read-task.ts';
import { transition } from '../../core/store/transition.ts';
import type { TaskRecord } from '../../core/task.ts';
import { makeMedia, temporaryFolder } from '../../test/media/make-media.ts';
import { sampleTask } from '../../test/support/sample-task.ts';
import { sqsEvent, startTestCloud, TEST_BUCKETS, type TestCloud } from '../../test/support/test-cloud.ts';
import { handler } from '../dispatch.ts';

const H264 = ['-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-preset', 'ultrafast'];
const LIMITS = [ENV.maxUploadBytes, ENV.maxVideoSeconds, ENV.maxVideoSide] as const;

describe('a video that is refused before a job is paid for', () => {
  let cloud: TestCloud;
  let folder: string;
  let clip: string;
  before(async () => {
    cloud = await startTestCloud();
    folder = await temporaryFolder();
    clip = await makeMedia({
      file: join(folder, 'clip.mp4'),
      picture: 'testsrc=size=320x240:rate=25:duration=6',
      options: H264,
    });
  });
  after(async () => {
    await cloud.close();
    await rm(folder, { recursive: true });
  });
  beforeEach(() => {
    cloud.batch.submitted.length = 0;
  });
  afterEach(() => {
    for (const name of LIMITS) delete process.env[name];
  });

  async function dispatched(
    file: string,
    limits: Partial<Record<EnvironmentName, number>>,
    fields: Partial<TaskRecord> = {},
  ): Promise<{ task: TaskRecord; jobs: number }> {
    for (const [name, value] of Object.entries(limits)) process.env[name] = String(value);
    const video = { bucket: TEST_BUCKETS.media, key: `media/ann/${randomUUID()}/clip.mp4` };
    const Body = await readFile(file);
    await cloud.s3.send(new PutObjectCommand({ Bucket: video.bucket, Key: video.key, Body }));
    const { task_id } = sampleTask();
    await createTask(cloud.store, sampleTask({ task_id, video, ...fields }));
    return redispatched(task_id);
  }

  async function redispatched(task_id: string): Promise<{ task: TaskRecord; jobs: number }> {
    assert.deepEqual(await handler(sqsEvent(JSON.stringify({ task_id }))), { batchItemFailures: [] });
    return { task: (await readTask(cloud.store, task_id)) as TaskRecord, jobs: cloud.batch.submitted.length };
  }

  it('too long: it has failed, with the numbers, and counts no more', async () => {
    const before = await readCounts(cloud.store, 'ann');
    const { task, jobs } = await dispatched(clip, { [ENV.maxVideoSeconds]: 5 });
    assert.deepEqual(
      [task.status, task.error?.code, task.error?.retryable, jobs],
      ['failed', 'too_long', false, 0],
    );
    assert.match(task.error?.message ?? '', /lasts 6 s; at most 5 s/);
    assert.deepEqual([task.attempt, task.batch_job_id], [0, undefined]);
    assert.deepEqual(await readCounts(cloud.store, 'ann'), { ...before, total: before.total + 1 });
  });

  it('too long as a whole, but a short range of it is asked for: it gets its job', async () => {
    const options = { start_seconds: 2, end_seconds: 4 };
    const { task, jobs } = await dispatched(clip, { [ENV.maxVideoSeconds]: 5 }, { options });
    assert.deepEqual([task.status, task.error, jobs], ['queued', undefined, 1]);
    const late = await dispatched(clip, { [ENV.maxVideoSeconds]: 3 }, { options: { start_seconds: 1 } });
    assert.match(late.task.error?.message ?? '', /lasts 6 s, 5 s of them to be used; at most 3 s/);
  });

  it('too wide, or too high', async () => {
    const { task, jobs } = await dispatched(clip, { [ENV.maxVideoSide]: 300 });
    assert.deepEqual([task.error?.code, jobs], ['too_large', 0]);
    assert.match(task.error?.message ?? '', /320×240 pixels; at most 300×300/);
  });

  it('a file that is larger than when it was accepted', async () => {
    const { task, jobs } = await dispatched(clip, { [ENV.maxUploadBytes]: 1000 });
    assert.deepEqual([task.error?.code, jobs], ['too_large', 0]);
  });

  it('just within the limits, it gets its job', async () => {
    const { jobs } = await dispatched(clip, { [ENV.maxVideoSeconds]: 6, [ENV.maxVideoSide]: 320 });
    assert.equal(jobs, 1);
  });

  it('a header that cannot be read is a matter for the worker', async () => {
    const avi = join(folder, 'clip.avi');
    await makeMedia({ file: avi, options: ['-c:v', 'mpeg4'] });
    const limits = { [ENV.maxVideoSeconds]: 1, [ENV.maxVideoSide]: 16 };
    assert.equal((await dispatched(avi, limits)).jobs, 1);
    const missing = { bucket: TEST_BUCKETS.media, key: 'media/ann/0/gone.mp4' };
    assert.equal((await dispatched(clip, limits, { video: missing })).jobs, 2);
  });

  it('what a worker has had before is not looked at again; a retry is', async () => {
    const fields = { run: 1, attempt: 1, deaths: 1 };
    const { task, jobs } = await dispatched(clip, { [ENV.maxVideoSeconds]: 5 }, fields);
    assert.equal(jobs, 1);
    await transition(cloud.store, task.task_id, { type: 'cancelled', run: 1 });
    await transition(cloud.store, task.task_id, { type: 'retried', run: 1 });
    const again = await redispatched(task.task_id);
    assert.deepEqual([again.task.run, again.task.error?.code, again.jobs], [2, 'too_long', 1]);
  });
});
