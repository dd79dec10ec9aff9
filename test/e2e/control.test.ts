/** Cancelling and retrying tasks while workers work on them. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { assertRefused, eventually } from './client.ts';
import { makeLongClip, makeShortClip } from './clips.ts';
import { BUCKETS, type Harness, startHarness } from './harness.ts';
import { NO_PROCESS_LIST, workersOf } from './worker-processes.ts';

/** Milliseconds in which the worker of a cancelled task is gone. */
const GONE_MS = 10_000;

describe('cancel and retry', () => {
  let service: Harness;
  let people: string;
  before(async () => {
    service = await startHarness({ concurrency: 1 });
    people = await makeShortClip(service.file('people.mp4'), 15);
  });
  after(() => service.close());

  const cancel = (taskId: string) => service.client.request('POST', `/tasks/${taskId}/cancel`);
  const retry = (taskId: string, run: number) =>
    service.client.request('POST', `/tasks/${taskId}/retry`, { body: { run } });
  const longClip = (name: string, times: number) => makeLongClip(people, service.file(name), times);

  async function resultsOf(taskId: string): Promise<string[]> {
    const command = new ListObjectsV2Command({ Bucket: BUCKETS.results, Prefix: `results/${taskId}/` });
    const { Contents = [] } = await service.s3.send(command);
    return Contents.flatMap(({ Key = '' }) => (Key.includes('/chunks/') ? [] : Key));
  }

  it('a task at work is cancelled at once, its worker is gone within 10 s, and it stays so', async (t) => {
    if (NO_PROCESS_LIST !== undefined) return t.skip(NO_PROCESS_LIST);
    const data = join(service.folder, 'data');
    const taskId = await service.client.process(await longClip('long.mp4', 60));
    await service.client.untilAtWork(taskId);
    assert.ok(workersOf(data).length > 0);
    const begun = Date.now();
    assert.equal((await cancel(taskId)).status, 200);
    assert.equal((await service.client.status(taskId)).status, 'cancelled');
    await eventually(() => assert.deepEqual(workersOf(data), []), GONE_MS);
    assert.ok(Date.now() - begun <= GONE_MS);
    // Two sweeps and the news of the job's end: none of them brings it back.
    await sleep(1500);
    const task = await service.client.status(taskId);
    assert.deepEqual([task.status, task.run, task.result, task.error], ['cancelled', 1, null, null]);
    assert.deepEqual(await resultsOf(taskId), []);
    const { active_tasks, queued_tasks } = await service.client.health();
    assert.deepEqual([active_tasks, queued_tasks], [0, 0]);
    assert.equal((await cancel(taskId)).status, 200);
  });

  it('a task that waits behind another is cancelled before it begins; the other goes on', async () => {
    const first = await service.client.process(await longClip('first.mp4', 6));
    await service.client.untilAtWork(first);
    const second = await service.client.process(people);
    assert.equal((await cancel(second)).status, 200);
    await service.client.untilCompleted(first);
    const task = await service.client.status(second);
    assert.deepEqual([task.status, task.attempt, task.started_at], ['cancelled', 0, null]);
    assertRefused(await cancel(first), 409, 'task_not_cancellable');
  });

  it('a cancelled task is retried, once for each run, and completes in the next one', async () => {
    const taskId = await service.client.process(await longClip('again.mp4', 8));
    await service.client.untilAtWork(taskId);
    await cancel(taskId);
    const again = await retry(taskId, 1);
    assert.equal(again.status, 202, JSON.stringify(again.json));
    assert.deepEqual([again.json.run, again.json.status], [2, 'queued']);
    assertRefused(await retry(taskId, 1), 409, 'task_changed');
    assertRefused(await retry(taskId, 2), 409, 'task_not_retryable');
    const task = await service.client.untilCompleted(taskId);
    assert.deepEqual([task.run, task.attempt, task.progress.frames_done], [2, 1, 15 * 8]);
    assert.match(task.result?.predictions_file ?? '', /\/2-1\/predictions\//);
    assert.equal((await service.client.predictions(task)).length, 15 * 8);
    await eventually(async () => {
      assert.ok((await resultsOf(taskId)).every((key) => key.includes('/2-1/')));
    });
    await eventually(async () => {
      const { active_tasks, queued_tasks } = await service.client.health();
      assert.deepEqual([active_tasks, queued_tasks], [0, 0]);
    });
  });

  it('a failed task is retried, and fails again where the reason stands', async () => {
    const missing = await service.client.upload(people, 'mine.mp4');
    const taskId = await service.client.process(missing, { options: { start_seconds: 100 } });
    const failed = await service.client.untilEnded(taskId);
    assert.equal(failed.error?.code, 'range_empty');
    assert.equal((await retry(taskId, 1)).status, 202);
    const again = await service.client.until(taskId, ({ run, status }) => run === 2 && status === 'failed');
    assert.equal(again.error?.code, 'range_empty');
  });
});
