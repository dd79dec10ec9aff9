/** How many videos are worked on at once, and what the others do meanwhile. */
import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { TaskAnswer } from '../../core/requests.ts';
import { ensureModel } from '../../models/pull.ts';
import { temporaryFolder } from '../media/make-media.ts';
import { eventually, type ServiceClient } from './client.ts';
import { makeLongClip, makeShortClip } from './clips.ts';
import { startMain } from './main-process.ts';

describe('POSEFLEET_CONCURRENCY', () => {
  let folder: string;
  let short: string;
  before(async () => {
    folder = await temporaryFolder();
    await ensureModel('movenet-multipose');
    short = await makeShortClip(join(folder, 'short.mp4'), 8);
  });
  after(() => rm(folder, { recursive: true }));

  const start = (videos: number) =>
    // Short clips would share a worker.
    startMain(join(folder, `data-${videos}`), {
      POSEFLEET_CONCURRENCY: String(videos),
      POSEFLEET_GROUP_TASKS: '1',
    });
  const submit = (client: ServiceClient, videos: string[]) =>
    Promise.all(videos.map((video) => client.process(video)));
  const tasksOf = (client: ServiceClient, ids: string[]) => Promise.all(ids.map((id) => client.status(id)));
  const inState = (tasks: TaskAnswer[], wanted: TaskAnswer['status']) =>
    tasks.filter(({ status }) => status === wanted).length;

  it('1: three videos one after the other, the others queued', async () => {
    await using service = await start(1);
    const ids = await submit(service.client, [short, short, short]);
    let most = 0;
    let sawWaiting = false;
    await eventually(async () => {
      const { active_tasks } = await service.client.health();
      const tasks = (await service.client.tasks()).tasks;
      most = Math.max(most, inState(tasks, 'processing'), active_tasks);
      sawWaiting ||= inState(tasks, 'processing') === 1 && inState(tasks, 'queued') === 2;
      assert.equal(inState(tasks, 'completed'), 3, JSON.stringify(tasks));
    });
    assert.equal(most, 1);
    assert.ok(sawWaiting, 'two waited while one was worked on');
    const tasks = await tasksOf(service.client, ids);
    const spans = tasks.map(
      ({ started_at, completed_at }) => [started_at ?? '', completed_at ?? ''] as const,
    );
    spans.sort();
    spans.forEach(([started], index) => {
      assert.ok(index === 0 || started >= (spans[index - 1]?.[1] ?? ''), JSON.stringify(spans));
    });
  });

  it('3: three videos at once, a fourth queued', async () => {
    const long = await makeLongClip(short, join(folder, 'long.mp4'), 8);
    await using service = await start(3);
    const ids = await submit(service.client, [long, long, long]);
    const [fourth = ''] = await submit(service.client, [short]);
    await eventually(async () => {
      const tasks = await tasksOf(service.client, ids);
      assert.ok(
        tasks.every(({ status, progress }) => status === 'processing' && progress.frames_done > 0),
        JSON.stringify(tasks.map(({ status, progress }) => [status, progress])),
      );
      assert.equal((await service.client.status(fourth)).status, 'queued');
      const { active_tasks, queued_tasks } = await service.client.health();
      assert.deepEqual([active_tasks, queued_tasks], [3, 1]);
    });
    for (const id of [...ids, fourth]) await service.client.untilCompleted(id);
    await service.client.untilCounted({ active: 0, queued: 0, total: 4 });
  });
});
