/** Each way to die, through the API: what the task's caller sees, and how many jobs and attempts it took. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { ENV } from '../../core/environment.ts';
import { ERRORS, type ErrorCode } from '../../core/errors.ts';
import { EXIT, JOB_ATTEMPTS, UNEXPLAINED_DEATHS } from '../../core/exit-codes.ts';
import { createTask } from '../../core/store/create-task.ts';
import { storeFromEnvironment } from '../../core/store/store.ts';
import type { TaskRecord } from '../../core/task.ts';
import { newTaskId } from '../../core/task-id.ts';
import { handler as reconcile } from '../../lambdas/reconcile.ts';
import type { JobStateChange } from '../../local/batch/job-detail.ts';
import { sampleTask } from '../support/sample-task.ts';
import { eventually } from './client.ts';
import { BUCKETS, type Harness, OWNER, startHarness } from './harness.ts';
import { type Attempt, type ScriptedWorkers, scriptedWorkers } from './scripted-workers.ts';

/** Seconds for an attempt; all but those that hang end at once. */
const TIMEOUT_SECONDS = 2;
const KILLED = { exitCode: 137 };
const KILLED_EARLY: Attempt = { ...KILLED, unclaimed: true };
const NO_IMAGE: Attempt = {
  error: new Error('no such image'),
  reason: 'CannotPullContainerError: no such image',
};
const MEMORY: Attempt = { ...KILLED, reason: 'OutOfMemoryError: Container killed due to memory usage' };

describe('a worker that dies', () => {
  let service: Harness;
  let workers: ScriptedWorkers;
  /** Jobs whose changes nobody hears of. */
  const unheard = new Set<string>();
  before(async () => {
    // The sweeper's patience of minutes is too long for a test.
    Object.assign(process.env, { [ENV.resendSeconds]: '3', [ENV.silentSeconds]: '3' });
    workers = scriptedWorkers();
    const onStateChange = (event: JobStateChange) =>
      void (unheard.has(event.detail.jobId) || reconcile(event));
    const batch = {
      runtime: workers.runtime,
      retryDelayMs: 1,
      timeoutSeconds: TIMEOUT_SECONDS,
      onStateChange,
    };
    service = await startHarness({ batch, concurrency: 4 });
  });
  after(() => service.close());

  /** Submits a video whose attempts end so. @returns the task's id. */
  async function submit(name: string, ...attempts: Attempt[]): Promise<string> {
    workers.scripts.set(name, attempts);
    await writeFile(service.file(name), 'frames');
    return await service.client.process(service.file(name));
  }

  /** Jobs, and attempts of them all, that a video's task took. */
  function effort(name: string): [jobs: number, attempts: number] {
    const jobs = workers.jobsOf(name);
    return [new Set(jobs).size, jobs.length];
  }

  const DEATHS: [what: string, attempt: Attempt, code: ErrorCode, jobs: number, attempts: number][] = [
    ['out of memory ends at once', MEMORY, 'out_of_memory', 1, 1],
    ['over its time ends at once', 'hangs', 'timed_out', 1, 1],
    ['interrupted ten times', { exitCode: EXIT.interrupted }, 'interrupted', 1, JOB_ATTEMPTS],
    ['without its image ten times', NO_IMAGE, 'interrupted', 1, JOB_ATTEMPTS],
    ['killed five times', KILLED, 'internal', UNEXPLAINED_DEATHS, UNEXPLAINED_DEATHS],
    ['killed five times before its claim', KILLED_EARLY, 'internal', UNEXPLAINED_DEATHS, UNEXPLAINED_DEATHS],
    ['crashed five times', { exitCode: 134 }, 'internal', UNEXPLAINED_DEATHS, UNEXPLAINED_DEATHS],
  ];
  for (const [what, attempt, code, jobs, attempts] of DEATHS) {
    it(`${what}: ${code}, ${attempts} attempts of ${jobs} jobs, and a retry completes`, async () => {
      const name = `${what}.mp4`;
      const id = await submit(name, attempt);
      const { status, error } = await service.client.untilEnded(id);
      assert.deepEqual([status, error?.code, error?.retryable], ['failed', code, ERRORS[code].retryable]);
      assert.deepEqual(effort(name), [jobs, attempts]);
      workers.scripts.set(name, ['completes']);
      const retry = await service.client.request('POST', `/tasks/${id}/retry`, { body: { run: 1 } });
      assert.equal(retry.status, 202, JSON.stringify(retry.json));
      assert.equal((await service.client.untilCompleted(id)).run, 2);
    });
  }

  const REPEATED: [what: string, attempts: Attempt[], jobs: number][] = [
    ['killed, crashed and aborted gets a new job each time', [KILLED, { exitCode: 1 }, { exitCode: 134 }], 4],
    ['gone with bad input, of which it said nothing, gets a new job', [{ exitCode: EXIT.badInput }], 2],
    ['gone as if all were done, of which it said nothing, gets a new job', [{ exitCode: EXIT.done }], 2],
    [
      'killed and crashed before its claim gets a new job',
      [KILLED_EARLY, { exitCode: 1, unclaimed: true }],
      3,
    ],
    ['interrupted or without its image goes on in its job', [{ exitCode: EXIT.interrupted }, NO_IMAGE], 1],
  ];
  for (const [what, attempts, jobs] of REPEATED) {
    it(`${what}, and completes; only the winner’s results stay`, async () => {
      const name = `${what}.mp4`;
      const id = await submit(name, ...attempts, 'completes');
      const { attempt } = await service.client.untilCompleted(id);
      assert.deepEqual(effort(name), [jobs, attempts.length + 1]);
      const unclaimed = attempts.filter(
        (each) => typeof each === 'object' && (each.error ?? each.unclaimed),
      ).length;
      assert.equal(attempt, attempts.length + 1 - unclaimed);
      await eventually(async () => assert.deepEqual(await filesOf(id), [`1-${attempt}/run.json`]));
    });
  }

  async function filesOf(id: string): Promise<string[]> {
    const place = { Bucket: BUCKETS.results, Prefix: `results/${id}/` };
    const { Contents = [] } = await service.s3.send(new ListObjectsV2Command(place));
    return Contents.map(({ Key = '' }) => Key.slice(place.Prefix.length));
  }

  /** A task as somebody has left it, of whom nothing was heard for an hour. */
  async function leftBehind(fields: Partial<TaskRecord>): Promise<string> {
    const updated_at = new Date(Date.now() - 3_600_000).toISOString();
    const video = { bucket: 'this-machine', key: `left-${newTaskId()}.mp4` };
    const record = sampleTask({ owner: OWNER, video, video_path: video.key, updated_at, ...fields });
    await createTask(storeFromEnvironment(), record);
    return record.task_id;
  }

  const LOST: [what: string, fields: Partial<TaskRecord>][] = [
    ['whose message was lost', {}],
    ['whose job Batch does not know, before its claim', { batch_job_id: newTaskId() }],
    [
      'whose job Batch does not know, after its claim',
      { batch_job_id: newTaskId(), status: 'processing', attempt: 1 },
    ],
  ];
  for (const [what, fields] of LOST) {
    it(`the sweeper finds a task ${what}`, async () => {
      const task = await service.client.untilCompleted(await leftBehind(fields));
      assert.equal(task.attempt, (fields.attempt ?? 0) + 1);
    });
  }

  it('the sweeper finds a task whose job is over, of which nobody heard', async () => {
    const name = 'unheard.mp4';
    const id = await submit(name, 'hangs', 'completes');
    await eventually(() => assert.equal(workers.jobsOf(name).length, 1));
    for (const job of workers.jobsOf(name)) unheard.add(job);
    const { status, error } = await service.client.untilEnded(id);
    assert.deepEqual([status, error?.code], ['failed', 'timed_out']);
  });

  it('after all of it nothing is queued or active, and no task is lost', async () => {
    const total = DEATHS.length + REPEATED.length + LOST.length + 1;
    await service.client.untilCounted({ active: 0, queued: 0, total });
  });
});
