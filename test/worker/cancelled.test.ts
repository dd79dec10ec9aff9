/** A job of several tasks, some of which end before their turn or in the middle of it. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { S3Location } from '../../core/task.ts';
import { renderDemoClip } from '../../local/demo-clip/render.ts';
import { makeLongClip } from '../e2e/clips.ts';
import { startWorker } from './worker-process.ts';
import { WorkerTasks } from './worker-tasks.ts';

describe('a worker of several tasks', () => {
  let tasks: WorkerTasks;
  let short: S3Location;
  let long: S3Location;
  before(async () => {
    tasks = await WorkerTasks.open();
    const clip = join(tasks.folder, 'short.mp4');
    await renderDemoClip(clip, { frames: 8 });
    short = await tasks.upload(clip);
    long = await tasks.upload(await makeLongClip(clip, join(tasks.folder, 'long.mp4'), 100));
  });
  after(() => tasks.close());

  it('passes over one that was cancelled, drops one that is cancelled, and does the rest', async () => {
    const [before, during, last] = [
      await tasks.create(short),
      await tasks.create(long),
      await tasks.create(short),
    ];
    await tasks.apply(before, { type: 'cancelled', run: 1 });
    const worker = startWorker([before, during, last].map(({ task_id }) => task_id));
    await tasks.firstFrame(during);
    await tasks.apply(during, { type: 'cancelled', run: 1 });
    const { exitCode, log } = await worker.ended;
    assert.equal(exitCode, 0, log);
    const records = await Promise.all([before, during, last].map((task) => tasks.read(task)));
    assert.deepEqual(
      records.map(({ status, attempt }) => [status, attempt]),
      [
        ['cancelled', 0],
        ['cancelled', 1],
        ['completed', 1],
      ],
    );
    assert.ok((records[1]?.progress.frames_done ?? 0) < 800, 'it did not work to the end');
  });
});
