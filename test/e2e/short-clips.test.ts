/** Many small videos at once: they share jobs, and each is still claimed, retried and ended by itself. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { TaskAnswer } from '../../core/requests.ts';
import { readTask } from '../../core/store/read-task.ts';
import { storeFromEnvironment } from '../../core/store/store.ts';
import type { TaskRecord } from '../../core/task.ts';
import { remakeMedia } from '../media/make-media.ts';
import { eventually, fetched } from './client.ts';
import { makeLongClip, makeShortClip } from './clips.ts';
import { type Harness, startHarness } from './harness.ts';
import { NO_PROCESS_LIST, workersOf } from './worker-processes.ts';

describe('short clips', () => {
  let service: Harness;
  let small: string;
  let wide: string;
  let longer: string;
  let blocker: string;
  before(async () => {
    service = await startHarness({ concurrency: 1 });
    const people = await makeShortClip(service.file('people.mp4'), 15);
    const scaled = (name: string, size: string) =>
      remakeMedia(people, service.file(name), {
        after: ['-vf', `scale=${size}`, '-c:v', 'libx264', '-preset', 'ultrafast', '-an'],
      });
    small = await scaled('small.mp4', '320:180');
    wide = await scaled('wide.mp4', '640:180');
    longer = await makeLongClip(small, service.file('longer.mp4'), 12);
    blocker = await makeLongClip(people, service.file('blocker.mp4'), 55);
  });
  after(() => service.close());

  /** Nothing is drawn: half of the work of so small a clip. */
  const submit = (video: string) => service.client.process(video, { options: { visualization: false } });
  const recordOf = async (taskId: string) => (await readTask(storeFromEnvironment(), taskId)) as TaskRecord;
  const recordsOf = (taskIds: readonly string[]) => Promise.all(taskIds.map(recordOf));
  const cancel = (taskId: string) => service.client.request('POST', `/tasks/${taskId}/cancel`);
  const untilEnded = (taskIds: readonly string[]) =>
    Promise.all(taskIds.map((taskId) => service.client.untilEnded(taskId)));
  const streamsOf = (tasks: readonly TaskAnswer[]) => new Set(tasks.map(({ log_stream }) => log_stream));

  /** Tasks that wait in one job, behind another task, until `go` is called. */
  async function waitingGroup(
    videos: readonly string[],
  ): Promise<{ taskIds: string[]; go(): Promise<void> }> {
    const first = await submit(blocker);
    await service.client.untilAtWork(first);
    const taskIds: string[] = [];
    for (const video of videos) taskIds.push(await submit(video));
    await eventually(async () => {
      const jobs = new Set((await recordsOf(taskIds)).map(({ batch_job_id }) => batch_job_id));
      assert.ok(jobs.size === 1 && !jobs.has(undefined), JSON.stringify([...jobs]));
    });
    return { taskIds, go: async () => void (await cancel(first)) };
  }

  async function runFileOf({ downloads }: TaskAnswer) {
    return (await fetched(downloads?.run_url)).json() as Promise<{ timings_seconds: { model: number } }>;
  }

  it('a burst ends in few jobs, with the results of tasks that go alone', async () => {
    const alone = await service.client.untilCompleted(await submit(small));
    const aloneWide = await service.client.untilCompleted(await submit(wide));
    const videos = Array.from({ length: 8 }, (_, index) => (index % 2 === 0 ? small : wide));
    const taskIds = await Promise.all(videos.map((video) => submit(video)));
    const tasks = await untilEnded(taskIds);
    assert.deepEqual(new Set(tasks.map(({ status }) => status)), new Set(['completed']));
    assert.ok(streamsOf(tasks).size <= 4, `${streamsOf(tasks).size} jobs`);
    for (const [index, task] of tasks.entries()) {
      const like = index % 2 === 0 ? alone : aloneWide;
      assert.deepEqual(await service.client.predictions(task), await service.client.predictions(like));
    }
    const loads = await Promise.all(tasks.map(async (task) => (await runFileOf(task)).timings_seconds.model));
    assert.ok(loads.filter((seconds) => seconds < 0.05).length >= 5, `the model is opened once: ${loads}`);
  });

  it('one that is cancelled and one that fails end alone; their job goes on', async () => {
    const broken = service.file('broken.mp4');
    await writeFile(broken, 'no video at all');
    const { taskIds, go } = await waitingGroup([broken, small, small, small]);
    const job = (await recordOf(taskIds[0] as string)).batch_job_id;
    assert.equal((await cancel(taskIds[1] as string)).status, 200);
    await go();
    const tasks = await untilEnded(taskIds);
    assert.deepEqual(
      tasks.map(({ status, error, attempt }) => [status, error?.code, attempt]),
      [
        ['failed', 'video_unreadable', 1],
        ['cancelled', undefined, 0],
        ['completed', undefined, 1],
        ['completed', undefined, 1],
      ],
    );
    assert.deepEqual(
      new Set((await recordsOf(taskIds)).map(({ batch_job_id }) => batch_job_id)),
      new Set([job]),
    );
  });

  it('when the worker is killed, the one in work is retried alone, and the rest go on in another job', async (t) => {
    if (NO_PROCESS_LIST !== undefined) return t.skip(NO_PROCESS_LIST);
    const { taskIds, go } = await waitingGroup([small, longer, small, small]);
    await go();
    await service.client.untilAtWork(taskIds[1] as string);
    killWorker('SIGKILL');
    const tasks = await untilEnded(taskIds);
    assert.deepEqual(new Set(tasks.map(({ status }) => status)), new Set(['completed']));
    const records = await recordsOf(taskIds);
    assert.deepEqual(
      records.map(({ deaths, spared = 0, attempt }) => [deaths, spared, attempt]),
      [
        [0, 0, 1],
        [1, 0, 2],
        [0, 1, 1],
        [0, 1, 1],
      ],
    );
    const [, alone, ...rest] = records.map(({ batch_job_id }) => batch_job_id);
    assert.equal(new Set(rest).size, 1, 'the rest share a job again');
    assert.ok(!rest.includes(alone));
  });

  it('when the worker is asked to stop, the same job goes on where it was', async (t) => {
    if (NO_PROCESS_LIST !== undefined) return t.skip(NO_PROCESS_LIST);
    const { taskIds, go } = await waitingGroup([small, longer, small]);
    const job = (await recordOf(taskIds[0] as string)).batch_job_id;
    await go();
    await service.client.untilAtWork(taskIds[1] as string);
    killWorker('SIGTERM');
    await untilEnded(taskIds);
    const records = await recordsOf(taskIds);
    assert.deepEqual(
      records.map(({ status, deaths, attempt, batch_job_id }) => [
        status,
        deaths,
        attempt,
        batch_job_id === job,
      ]),
      [
        ['completed', 0, 1, true],
        ['completed', 0, 2, true],
        ['completed', 0, 1, true],
      ],
    );
  });

  function killWorker(signal: NodeJS.Signals): void {
    const workers = workersOf(join(service.folder, 'data')).filter(({ isWorker }) => isWorker);
    assert.equal(workers.length, 1);
    process.kill(workers[0]?.pid as number, signal);
  }
});
