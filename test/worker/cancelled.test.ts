/** A job of several tasks, some of which end before their turn or in the middle of it. */
import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
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

describe('a worker of several tasks', () => {
  let cloud: TestCloud;
  let folder: string;
  before(async () => {
    cloud = await startTestCloud();
    folder = await temporaryFolder();
    await ensureModel('movenet-multipose');
    const short = await renderDemoClip(join(folder, 'short.mp4'), { frames: 8 }).then(() =>
      join(folder, 'short.mp4'),
    );
    for (const [Key, file] of [
      ['short.mp4', short],
      ['long.mp4', await makeLongClip(short, join(folder, 'long.mp4'), 100)],
    ] as const) {
      const Body = await readFile(file);
      await cloud.s3.send(new PutObjectCommand({ Bucket: TEST_BUCKETS.media, Key, Body }));
    }
  });
  after(async () => {
    await cloud.close();
    await rm(folder, { recursive: true });
  });

  async function newTask(key: string): Promise<string> {
    const task = sampleTask({ video: { bucket: TEST_BUCKETS.media, key } });
    await createTask(cloud.store, task);
    return task.task_id;
  }

  const cancel = (id: string) => transition(cloud.store, id, { type: 'cancelled', run: 1 });

  it('passes over one that was cancelled, drops one that is cancelled, and does the rest', async () => {
    const [before, during, last] = [
      await newTask('short.mp4'),
      await newTask('long.mp4'),
      await newTask('short.mp4'),
    ];
    await cancel(before);
    const worker = startWorker([before, during, last]);
    await eventually(async () => {
      assert.ok(((await readTask(cloud.store, during))?.progress.frames_done ?? 0) > 0);
    });
    await cancel(during);
    const { exitCode, log } = await worker.ended;
    assert.equal(exitCode, 0, log);
    const records = await Promise.all([before, during, last].map((id) => readTask(cloud.store, id)));
    assert.deepEqual(
      records.map((record) => [record?.status, record?.attempt]),
      [
        ['cancelled', 0],
        ['cancelled', 1],
        ['completed', 1],
      ],
    );
    assert.ok((records[1]?.progress.frames_done ?? 0) < 800, 'it did not work to the end');
  });
});
