/** Workers whose task is no longer theirs, as processes: they stop within a heartbeat, and leave the record alone. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { createTask } from '../../core/store/create-task.ts';
import { readTask } from '../../core/store/read-task.ts';
import { transition } from '../../core/store/transition.ts';
import { renderDemoClip } from '../../local/demo-clip/render.ts';
import { ensureModel } from '../../models/pull.ts';
import { eventually } from '../e2e/client.ts';
import { makeLongClip } from '../e2e/clips.ts';
import { temporaryFolder } from '../media/make-media.ts';
import { sampleTask } from '../support/sample-task.ts';
import { startTestCloud, TEST_BUCKETS, type TestCloud } from '../support/test-cloud.ts';
import { startWorker } from './worker-process.ts';

/** Milliseconds in which a worker must be gone that hears of its loss by the next heartbeat: one a second at work. */
const GONE_MS = 20_000;
/** The same for one that waits: heartbeats without news come every 10 seconds. */
const IDLE_GONE_MS = 30_000;
const VIDEO = { bucket: TEST_BUCKETS.media, key: 'long.mp4' };

describe('a worker that has lost its task', () => {
  let cloud: TestCloud;
  let folder: string;
  before(async () => {
    [cloud, folder] = await Promise.all([startTestCloud(), temporaryFolder()]);
    await ensureModel('movenet-multipose');
    const short = join(folder, 'short.mp4');
    await renderDemoClip(short, { frames: 8 });
    const Body = await readFile(await makeLongClip(short, join(folder, 'long.mp4'), 100));
    await cloud.s3.send(new PutObjectCommand({ Bucket: VIDEO.bucket, Key: VIDEO.key, Body }));
  });
  after(async () => {
    await cloud.close();
    await rm(folder, { recursive: true });
  });

  async function newTask(): Promise<string> {
    const task = sampleTask({ video: VIDEO });
    await createTask(cloud.store, task);
    return task.task_id;
  }

  const taskOf = (id: string) => readTask(cloud.store, id);

  async function assertGone(worker: ReturnType<typeof startWorker>, withinMs: number): Promise<void> {
    const lost = Date.now();
    const { exitCode, log } = await worker.ended;
    assert.equal(exitCode, 0, log);
    assert.ok(Date.now() - lost < withinMs, `${Date.now() - lost} ms`);
  }

  it('to another job stops, and changes nothing any more', async () => {
    const id = await newTask();
    const worker = startWorker([id]);
    await eventually(async () => assert.ok(((await taskOf(id))?.progress.frames_done ?? 0) > 0));
    // As where Batch had forgotten the job, and the sweeper did not believe in it any more.
    await transition(cloud.store, id, { type: 'died', run: 1, job: worker.job, final: false });
    await transition(cloud.store, id, { type: 'claimed', run: 1, job: 'another-job' });
    const record = await taskOf(id);
    await assertGone(worker, GONE_MS);
    assert.deepEqual(await taskOf(id), record);
  });

  it('while it waits for a video that does not come stops at its next heartbeat', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const [storage, { port }] = [process.env.AWS_ENDPOINT_URL_S3, silent.address() as AddressInfo];
    const id = await newTask();
    process.env.AWS_ENDPOINT_URL_S3 = `http://127.0.0.1:${port}`;
    const worker = startWorker([id]);
    process.env.AWS_ENDPOINT_URL_S3 = storage;
    await eventually(async () => assert.equal((await taskOf(id))?.progress.stage, 'fetch'));
    await transition(cloud.store, id, { type: 'cancelled', run: 1 });
    await assertGone(worker, IDLE_GONE_MS);
    silent.closeAllConnections();
    silent.close();
  });
});
