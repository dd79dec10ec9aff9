/** Stopping the service in the middle of work, kindly and not, and starting it again on the same data. */
import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { ensureModel } from '../../models/pull.ts';
import { temporaryFolder } from '../media/make-media.ts';
import { eventually } from './client.ts';
import { makeLongClip, makeShortClip } from './clips.ts';
import { runMain, startMain } from './main-process.ts';
import { NO_PROCESS_LIST, workersOf } from './worker-processes.ts';

/** Frames of the video whose work is interrupted: enough that a busy machine sees it at work before it is done. */
const FRAMES = 150;
/** Milliseconds in which workers must be gone that have lost their service. */
const GONE_MS = 30_000;

describe('npm start', () => {
  let folder: string;
  let data: string;
  let short: string;
  let video: string;
  before(async () => {
    folder = await temporaryFolder();
    data = join(folder, 'data');
    await ensureModel('movenet-multipose');
    short = await makeShortClip(join(folder, 'short.mp4'), 10);
    video = await makeLongClip(short, join(folder, 'video.mp4'), FRAMES / 10);
  });
  after(() => rm(folder, { recursive: true }));

  it('says where it is, and lists what it has kept', async () => {
    await using service = await startMain(data);
    assert.match(service.greeting, /http:\/\/127\.0\.0\.1:\d+\/docs/);
    assert.ok(service.greeting.includes(data));
    await service.client.untilCompleted(await service.client.process(short));
  });

  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    it(`takes up after ${signal} what was interrupted, and keeps what was done`, async () => {
      const first = await startMain(data);
      const [done] = (await first.client.tasks('?status=completed')).tasks;
      const total = (await first.client.health()).total_tasks;
      const taskId = await first.client.process(video);
      await first.client.untilAtWork(taskId);
      const { code, signal: endedBy, err } = await first.end(signal);
      assert.deepEqual([code, endedBy], signal === 'SIGKILL' ? [null, 'SIGKILL'] : [0, null], err);
      if (NO_PROCESS_LIST === undefined)
        await eventually(() => assert.deepEqual(workersOf(data), []), GONE_MS);

      await using second = await startMain(data);
      const earlier = await second.client.status(done?.task_id ?? '');
      assert.equal((await second.client.predictions(earlier)).length > 0, true);
      await second.client.until(taskId, ({ attempt }) => attempt === 2);
      // It may be done by now; two would work against each other.
      if (NO_PROCESS_LIST === undefined)
        assert.ok(workersOf(data).filter(({ isWorker }) => isWorker).length <= 1);
      const task = await second.client.untilCompleted(taskId);
      assert.equal(task.attempt, 2);
      assert.match(task.result?.predictions_file ?? '', /\/1-2\/predictions\//);
      assert.equal((await second.client.predictions(task)).length, FRAMES);
      await second.client.untilCounted({ active: 0, queued: 0, total: total + 1 });
    });
  }

  it('refuses a data folder that another service holds, and names that one', async () => {
    await using service = await startMain(data);
    const { code, err } = await runMain(data);
    assert.equal(code, 1);
    assert.ok(err.includes(`${data} is in use by another Posefleet service (process ${service.pid}`), err);
    assert.match(err, /POSEFLEET_DATA/);
    assert.equal((await service.client.health()).status, 'healthy');
  });

  it('says what to do when the port is taken, and leaves the data free', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const { code, err } = await runMain(data, { PORT: String(port) });
    other.close();
    assert.equal(code, 1);
    assert.match(err, new RegExp(`^Port ${port} is in use\\. .*PORT=${port + 1} npm start`));
    await using _ = await startMain(data);
  });

  it('refuses a PORT that is none', async () => {
    const { code, err } = await runMain(data, { PORT: 'eight' });
    assert.deepEqual([code, err.trim()], [1, 'PORT must be a number from 0 to 65535, not eight.']);
  });
});
