/** Cancelling and retrying tasks. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, describe, it } from 'node:test';
import { readCounts } from '../../core/store/counts.ts';
import { createTask } from '../../core/store/create-task.ts';
import { heartbeat } from '../../core/store/heartbeat.ts';
import { findTask, readTask } from '../../core/store/read-task.ts';
import { transition } from '../../core/store/transition.ts';
import { NO_PROGRESS, type TaskRecord } from '../../core/task.ts';
import { rejectTask } from '../../lambdas/accept-task.ts';
import { sampleTask } from '../support/sample-task.ts';
import { startApiService } from './api-service.ts';

const api = await startApiService();
after(() => api.close());

const cancel = (id: string, owner: string) =>
  api.call({ method: 'POST', path: `/tasks/${id}/cancel`, owner });
const retry = (id: string, owner: string, run: number) =>
  api.call({ method: 'POST', path: `/tasks/${id}/retry`, owner, body: { run } });
const remove = (id: string, owner: string) => api.call({ method: 'DELETE', path: `/tasks/${id}`, owner });

const ERROR = { code: 'timed_out', message: 'Too slow.', retryable: true } as const;

async function newTask(owner: string = `owner-${randomUUID()}`): Promise<TaskRecord> {
  const record = sampleTask({ owner });
  assert.ok(await createTask(api.store, record));
  return record;
}

/** A task that a worker of this job has claimed, of a job that Batch knows. */
async function workedOn(job: string, owner?: string): Promise<TaskRecord> {
  const record = await newTask(owner);
  assert.ok(await transition(api.store, record.task_id, { type: 'claimed', run: 1, job }));
  api.jobs.set(job, [...(api.jobs.get(job) ?? []), record.task_id]);
  return record;
}

function finished(job: string, status: 'completed' | 'failed') {
  return { type: 'finished', run: 1, attempt: 1, job, status } as const;
}

async function activeOf(owner: string): Promise<number[]> {
  const { queued, processing, total } = await readCounts(api.store, owner);
  return [queued, processing, total];
}

describe('POST /tasks/{task_id}/cancel', () => {
  it('stops a task at work: its record says so, its job is ended, its worker loses it', async () => {
    const { task_id, owner } = await workedOn('job-at-work');
    const answer = await cancel(task_id, owner);
    assert.deepEqual(
      [answer.status, answer.json],
      [200, { task_id, run: 1, status: 'cancelled', message: `Task ${task_id} is cancelled` }],
    );
    const record = await readTask(api.store, task_id);
    assert.ok(record?.completed_at);
    assert.ok(api.terminated.includes('job-at-work'));
    assert.deepEqual(await activeOf(owner), [0, 0, 1]);
    const claim = { taskId: task_id, run: 1, attempt: 1, job: 'job-at-work' };
    assert.equal(await heartbeat(api.store, claim, NO_PROGRESS), false);
    assert.equal(await transition(api.store, task_id, finished('job-at-work', 'completed')), undefined);
    assert.equal((await readTask(api.store, task_id))?.status, 'cancelled');
  });

  it('stops a task that waits', async () => {
    const { task_id, owner } = await newTask();
    const before = api.terminated.length;
    assert.equal((await cancel(task_id, owner)).status, 200);
    assert.equal((await readTask(api.store, task_id))?.status, 'cancelled');
    assert.equal(api.terminated.length, before);
    assert.equal(await transition(api.store, task_id, { type: 'claimed', run: 1, job: 'late' }), undefined);
  });

  it('answers a repetition in the same way, and ends a job that the first one had left running', async () => {
    const { task_id, owner } = await workedOn('job-left-running');
    await transition(api.store, task_id, { type: 'cancelled', run: 1 });
    assert.ok(!api.terminated.includes('job-left-running'));
    const [first, second] = [await cancel(task_id, owner), await cancel(task_id, owner)];
    assert.deepEqual([first.status, second.status, second.json], [200, 200, first.json]);
    assert.ok(api.terminated.includes('job-left-running'));
    assert.deepEqual(await activeOf(owner), [0, 0, 1]);
  });

  for (const status of ['completed', 'failed'] as const) {
    it(`does not touch a task that has ${status}`, async () => {
      const { task_id, owner } = await workedOn(`job-${status}`);
      await transition(api.store, task_id, finished(`job-${status}`, status));
      const answer = await cancel(task_id, owner);
      assert.deepEqual([answer.status, answer.json.code], [409, 'task_not_cancellable']);
      assert.match(answer.json.detail, new RegExp(`has ${status}`));
      assert.equal((await readTask(api.store, task_id))?.status, status);
    });
  }

  it('of a race with the worker one wins, and the answer tells which', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { task_id, owner } = await workedOn(`job-race-${round}`);
      const [answer] = await Promise.all([
        cancel(task_id, owner),
        transition(api.store, task_id, finished(`job-race-${round}`, 'completed')),
      ]);
      const status = (await readTask(api.store, task_id))?.status;
      assert.equal(status, answer.status === 200 ? 'cancelled' : 'completed');
    }
  });

  it('does not know a task of somebody else, or one that was deleted', async () => {
    const { task_id, owner } = await workedOn('job-of-ann');
    const stranger = await cancel(task_id, 'somebody-else');
    assert.deepEqual([stranger.status, stranger.json.code], [404, 'task_not_found']);
    assert.equal((await readTask(api.store, task_id))?.status, 'processing');
    await remove(task_id, owner);
    assert.equal((await cancel(task_id, owner)).status, 404);
  });
});

describe('a job of several tasks', () => {
  it('goes on while one of them is unfinished, and is ended with the last', async () => {
    const owner = `owner-${randomUUID()}`;
    const [first, second, third] = [
      await workedOn('job-of-three', owner),
      await workedOn('job-of-three', owner),
      await workedOn('job-of-three', owner),
    ];
    await cancel(first.task_id, owner);
    await remove(second.task_id, owner);
    assert.ok(!api.terminated.includes('job-of-three'));
    assert.equal((await findTask(api.store, second.task_id)).kind, 'deleted');
    await cancel(third.task_id, owner);
    assert.ok(api.terminated.includes('job-of-three'));
  });

  it('goes on for a task of it that has not heard of it yet', async () => {
    const { task_id, owner } = await workedOn('job-that-is-new');
    const waiting = await newTask(owner);
    api.jobs.set('job-that-is-new', [task_id, waiting.task_id]);
    await cancel(task_id, owner);
    assert.ok(!api.terminated.includes('job-that-is-new'));
  });

  it('does not go on for a task that has another job, or has given it up', async () => {
    const owner = `owner-${randomUUID()}`;
    const first = await workedOn('job-to-end', owner);
    const moved = await workedOn('job-to-end', owner);
    await transition(api.store, moved.task_id, { type: 'died', run: 1, job: 'job-to-end', final: false });
    await cancel(first.task_id, owner);
    assert.ok(api.terminated.includes('job-to-end'));
  });
});

describe('POST /tasks/{task_id}/retry', () => {
  for (const how of ['failed', 'cancelled'] as const) {
    it(`begins a new run of a task that was ${how}, and has it dispatched`, async () => {
      const { task_id, owner } = await workedOn(`job-${how}-once`);
      const event = how === 'failed' ? finished(`job-${how}-once`, 'failed') : { type: how, run: 1 };
      await transition(api.store, task_id, event, how === 'failed' ? { error: ERROR } : {});
      await api.takeMessages();
      const answer = await retry(task_id, owner, 1);
      assert.deepEqual(
        [answer.status, answer.json],
        [202, { task_id, run: 2, status: 'queued', message: `Task ${task_id} is queued again` }],
      );
      assert.deepEqual(await api.takeMessages(), [JSON.stringify({ task_id })]);
      const { json } = await api.call({ method: 'GET', path: `/status/${task_id}`, owner });
      assert.deepEqual(
        [json.run, json.attempt, json.status, json.error, json.started_at, json.completed_at, json.progress],
        [2, 0, 'queued', null, null, null, NO_PROGRESS],
      );
      assert.deepEqual((await readTask(api.store, task_id))?.dead_jobs, [`job-${how}-once`]);
      assert.deepEqual(await activeOf(owner), [1, 0, 1]);
    });
  }

  it('is for the run that the caller saw: a second one, and one too late, are refused', async () => {
    const { task_id, owner } = await newTask();
    await cancel(task_id, owner);
    assert.equal((await retry(task_id, owner, 1)).status, 202);
    await cancel(task_id, owner);
    for (const run of [1, 3]) {
      const answer = await retry(task_id, owner, run);
      assert.deepEqual([answer.status, answer.json.code], [409, 'task_changed']);
      assert.match(answer.json.detail, new RegExp(`run 2 .*not in run ${run}`));
    }
    assert.equal((await readTask(api.store, task_id))?.run, 2);
  });

  it('of several at once one begins a run', async () => {
    const { task_id, owner } = await newTask();
    await cancel(task_id, owner);
    const answers = await Promise.all(Array.from({ length: 5 }, () => retry(task_id, owner, 1)));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [202, 409, 409, 409, 409]);
    assert.deepEqual(await activeOf(owner), [1, 0, 1]);
  });

  it('is not for a dropped video whose wishes were refused', async () => {
    const owner = `owner-${randomUUID()}`;
    const taskId = randomUUID();
    const place = { bucket: 'media', key: `uploads/${owner}/walk.mp4` };
    const request = { taskId, owner, videoPath: 's3://media/walk.mp4', video: place, model: 'nonesuch' };
    await rejectTask(api.store, { ...request, options: {}, source: 'upload' }, ERROR);
    const answer = await retry(taskId, owner, 1);
    assert.deepEqual([answer.status, answer.json.code], [409, 'task_not_retryable']);
    assert.match(answer.json.detail, /drop the video again/);
    const { json } = await api.call({ method: 'GET', path: `/status/${taskId}`, owner });
    assert.deepEqual([json.run, json.status, json.error.retryable], [1, 'failed', false]);
  });

  it('is not for a task that waits, is at work or has completed', async () => {
    const waiting = await newTask();
    const working = await workedOn('job-working');
    const completed = await workedOn('job-done');
    await transition(api.store, completed.task_id, finished('job-done', 'completed'));
    for (const { task_id, owner } of [waiting, working, completed]) {
      const answer = await retry(task_id, owner, 1);
      assert.deepEqual([answer.status, answer.json.code], [409, 'task_not_retryable']);
    }
  });

  it('does not know a task of somebody else', async () => {
    const { task_id, owner } = await newTask();
    await cancel(task_id, owner);
    const answer = await retry(task_id, 'somebody-else', 1);
    assert.deepEqual([answer.status, answer.json.code], [404, 'task_not_found']);
    assert.equal((await readTask(api.store, task_id))?.run, 1);
  });
});
