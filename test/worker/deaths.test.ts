/** Workers whose task is no longer theirs, as processes: they stop within a heartbeat, and leave the record alone. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { TaskRecord } from '../../core/task.ts';
import { renderDemoClip } from '../../local/demo-clip/render.ts';
import { eventually } from '../e2e/client.ts';
import { makeLongClip } from '../e2e/clips.ts';
import { startWorker } from './worker-process.ts';
import { WorkerTasks } from './worker-tasks.ts';

/** Milliseconds in which a worker must be gone that hears of its loss by the next heartbeat: one a second at work. */
const GONE_MS = 20_000;
/** The same for one that waits: heartbeats without news come every 10 seconds. */
const IDLE_GONE_MS = 30_000;

describe('a worker that has lost its task', () => {
  let tasks: WorkerTasks;
  let video: TaskRecord['video'];
  before(async () => {
    tasks = await WorkerTasks.open();
    const short = join(tasks.folder, 'short.mp4');
    await renderDemoClip(short, { frames: 8 });
    video = await tasks.upload(await makeLongClip(short, join(tasks.folder, 'long.mp4'), 100));
  });
  after(() => tasks.close());

  async function assertGone(worker: ReturnType<typeof startWorker>, withinMs: number): Promise<void> {
    const lost = Date.now();
    const { exitCode, log } = await worker.ended;
    assert.equal(exitCode, 0, log);
    assert.ok(Date.now() - lost < withinMs, `${Date.now() - lost} ms`);
  }

  it('to another job stops, and changes nothing any more', async () => {
    const task = await tasks.create(video);
    const worker = startWorker([task.task_id]);
    await tasks.firstFrame(task);
    // As where Batch had forgotten the job, and the sweeper did not believe in it any more.
    await tasks.apply(task, { type: 'died', run: 1, job: worker.job, final: false });
    await tasks.apply(task, { type: 'claimed', run: 1, job: 'another-job' });
    const record = await tasks.read(task);
    await assertGone(worker, GONE_MS);
    assert.deepEqual(await tasks.read(task), record);
  });

  it('while it waits for a video that does not come stops at its next heartbeat', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const [storage, { port }] = [process.env.AWS_ENDPOINT_URL_S3, silent.address() as AddressInfo];
    const task = await tasks.create(video);
    process.env.AWS_ENDPOINT_URL_S3 = `http://127.0.0.1:${port}`;
    const worker = startWorker([task.task_id]);
    process.env.AWS_ENDPOINT_URL_S3 = storage;
    await eventually(async () => assert.equal((await tasks.read(task)).progress.stage, 'fetch'));
    await tasks.apply(task, { type: 'cancelled', run: 1 });
    await assertGone(worker, IDLE_GONE_MS);
    silent.closeAllConnections();
    silent.close();
  });
});
