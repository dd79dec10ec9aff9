import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { EXIT, notNeeded, UNEXPLAINED_DEATHS } from '../core/exit-codes.ts';
import { createTask } from '../core/store/create-task.ts';
import { readTask } from '../core/store/read-task.ts';
import { transition } from '../core/store/transition.ts';
import { newTaskId } from '../core/task-id.ts';
import { batchEvent } from '../test/support/batch-event.ts';
import { sampleTask } from '../test/support/sample-task.ts';
import { startTestCloud } from '../test/support/test-cloud.ts';
import { handler } from './reconcile.ts';

const cloud = await startTestCloud();
const { store } = cloud;
after(cloud.close);
beforeEach(cloud.sentTasks);

/** A task that a worker of this job has claimed. */
async function workedOn(jobId: string): Promise<string> {
  const { task_id } = sampleTask();
  await createTask(store, sampleTask({ task_id }));
  await transition(store, task_id, { type: 'submitted', run: 1, job: jobId });
  await transition(store, task_id, { type: 'claimed', run: 1, job: jobId });
  return task_id;
}

async function stateOf(taskId: string) {
  const task = await readTask(store, taskId);
  return [task?.status, task?.error?.code];
}

for (const [name, end, code] of [
  [
    'out of memory',
    { container: { exitCode: 137, reason: 'OutOfMemoryError: Container killed due to memory usage' } },
    'out_of_memory',
  ],
  ['timed out', { statusReason: 'Job attempt duration exceeded timeout' }, 'timed_out'],
  ['host lost', { statusReason: 'Host EC2 (instance i-0a1b) terminated.' }, 'interrupted'],
  [
    'image not pulled',
    { container: { reason: 'CannotPullContainerError: Error response from daemon' } },
    'interrupted',
  ],
  ['interrupted too often', { container: { exitCode: EXIT.interrupted } }, 'interrupted'],
] as const) {
  test(`a job that failed (${name}) ends its task with ${code}`, async () => {
    const id = await workedOn('job-1');
    const event = batchEvent([id], { jobId: 'job-1', status: 'FAILED', ...end });
    await handler(event);
    assert.deepEqual(await stateOf(id), ['failed', code]);
    assert.equal((await readTask(store, id))?.log_stream, 'posefleet/default/4d4ec3d7');
    await handler(event);
    assert.deepEqual(await cloud.sentTasks(), []);
  });
}

test('an interrupted job tells whether it was interrupted too often, or an operator has terminated it', async () => {
  const exited = { exitCode: EXIT.interrupted };
  const attempt = { container: exited, statusReason: 'Essential container in task exited' };
  const messageAfter = async (jobId: string, end: { statusReason?: string; attempts: object[] }) => {
    const id = await workedOn(jobId);
    await handler(batchEvent([id], { jobId, status: 'FAILED', container: exited, ...end }));
    return (await readTask(store, id))?.error?.message ?? '';
  };
  const terminated = { statusReason: 'Stopped by the operator.', attempts: [attempt, attempt] };
  assert.match(await messageAfter('job-1', terminated), /stopped from outside \(Stopped by the operator\.\)/);
  const tooOften = { attempts: Array.from({ length: 10 }, () => attempt) };
  assert.match(await messageAfter('job-2', tooOften), /10 in all/);
});

test('a job that is over before the dispatcher has written its id has its task dispatched again', async () => {
  const { task_id } = sampleTask();
  await createTask(store, sampleTask({ task_id }));
  await handler(batchEvent([task_id], { jobId: 'job-1', status: 'FAILED', container: { exitCode: 1 } }));
  assert.deepEqual(await cloud.sentTasks(), [task_id]);
  assert.equal(await transition(store, task_id, { type: 'submitted', run: 1, job: 'job-1' }), undefined);
  assert.notEqual(await transition(store, task_id, { type: 'submitted', run: 1, job: 'job-2' }), undefined);
});

for (const [name, event] of [
  ['killed', { status: 'FAILED', container: { exitCode: 137 } }],
  ['done without a word', { status: 'SUCCEEDED', container: { exitCode: 0 } }],
  ['bad input without a word', { status: 'FAILED', container: { exitCode: EXIT.badInput } }],
  [
    'terminated while the task came to it',
    {
      status: 'FAILED',
      statusReason: notNeeded('Its tasks are over.'),
      container: { exitCode: EXIT.interrupted },
    },
  ],
] as const) {
  test(`a death that nobody can explain (${name}) has the task dispatched again, once`, async () => {
    const id = await workedOn('job-1');
    for (let time = 0; time < 3; time += 1) await handler(batchEvent([id], { jobId: 'job-1', ...event }));
    assert.deepEqual(await stateOf(id), ['queued', undefined]);
    assert.deepEqual(await cloud.sentTasks(), [id]);
  });
}

test('after too many unexplained deaths the task fails, and the error says how the last one was', async () => {
  const { task_id } = sampleTask();
  await createTask(store, sampleTask({ task_id }));
  for (let death = 1; death <= UNEXPLAINED_DEATHS; death += 1) {
    const jobId = `job-${death}`;
    await transition(store, task_id, { type: 'submitted', run: 1, job: jobId });
    await handler(batchEvent([task_id], { jobId, status: 'FAILED', container: { exitCode: 139 } }));
  }
  const { error } = (await readTask(store, task_id)) ?? {};
  assert.equal(error?.code, 'internal');
  assert.match(error.message, /exit code 139/);
  assert.equal((await cloud.sentTasks()).length, UNEXPLAINED_DEATHS - 1);
});

test('of a job with several tasks only the unfinished ones are taken up', async () => {
  const [done, left] = [await workedOn('job-7'), await workedOn('job-7')];
  const event = { type: 'finished', run: 1, attempt: 1, job: 'job-7', status: 'completed' } as const;
  await transition(store, done, event);
  await handler(batchEvent([done, left], { jobId: 'job-7', status: 'FAILED', container: { exitCode: 1 } }));
  assert.deepEqual(
    [await stateOf(done), await stateOf(left)],
    [
      ['completed', undefined],
      ['queued', undefined],
    ],
  );
});

test('of a job that ran out of memory the one in work goes alone from then on, and those behind it on without a death', async () => {
  const [done, atWork] = [await workedOn('job-8'), await workedOn('job-8')];
  const finished = { type: 'finished', run: 1, attempt: 1, job: 'job-8', status: 'completed' } as const;
  await transition(store, done, finished);
  const { task_id: behind } = sampleTask();
  await createTask(store, sampleTask({ task_id: behind, batch_job_id: 'job-8', log_stream: 'old' }));
  const { task_id: unwritten } = sampleTask();
  await createTask(store, sampleTask({ task_id: unwritten }));
  const container = { exitCode: 137, reason: 'OutOfMemoryError: Container killed due to memory usage' };
  const event = batchEvent([done, atWork, behind, unwritten], {
    jobId: 'job-8',
    status: 'FAILED',
    container,
  });
  for (let time = 0; time < 2; time += 1) await handler(event);
  assert.deepEqual(await stateOf(atWork), ['queued', undefined]);
  assert.equal((await readTask(store, atWork))?.deaths, 1);
  for (const id of [behind, unwritten]) {
    const task = await readTask(store, id);
    assert.deepEqual(
      [task?.status, task?.deaths, task?.spared, task?.batch_job_id, task?.dead_jobs, task?.log_stream],
      ['queued', 0, 1, undefined, ['job-8'], undefined],
    );
  }
  assert.deepEqual((await cloud.sentTasks()).sort(), [atWork, behind, unwritten].sort());
  await transition(store, atWork, { type: 'claimed', run: 1, job: 'job-8-alone' });
  await handler(batchEvent([atWork], { jobId: 'job-8-alone', status: 'FAILED', container }));
  assert.deepEqual(await stateOf(atWork), ['failed', 'out_of_memory']);
});

test('what keeps a job from beginning concerns all of its tasks', async () => {
  const ids: string[] = [];
  for (let index = 0; index < 12; index += 1) {
    const task = sampleTask({ batch_job_id: 'job-9' });
    await createTask(store, task);
    ids.push(task.task_id);
  }
  const reason = 'CannotPullContainerError: Error response from daemon';
  await handler(batchEvent(ids, { jobId: 'job-9', status: 'FAILED', container: { reason } }));
  for (const id of ids) assert.deepEqual(await stateOf(id), ['failed', 'interrupted']);
  assert.deepEqual(await cloud.sentTasks(), []);
});

test('a late event of an old job, of an old run, and of other people’s jobs changes nothing', async () => {
  const id = await workedOn('job-1');
  const failed = { jobId: 'job-1', status: 'FAILED', container: { exitCode: 1 } };
  await transition(store, id, { type: 'cancelled', run: 1 });
  await transition(store, id, { type: 'retried', run: 1 });
  await transition(store, id, { type: 'submitted', run: 2, job: 'job-2' });
  const before = await readTask(store, id);
  await handler(batchEvent([id], failed));
  await handler(batchEvent([newTaskId()], failed));
  const foreign = batchEvent([], failed);
  (foreign.detail as { container: object }).container = { environment: [] };
  await handler(foreign);
  assert.deepEqual(await readTask(store, id), before);
});

test('a running job tells where its log is, to its own tasks', async () => {
  const [mine, other] = [await workedOn('job-1'), await workedOn('job-2')];
  await handler(batchEvent([mine, other], { jobId: 'job-1', status: 'RUNNING' }));
  assert.equal((await readTask(store, mine))?.log_stream, 'posefleet/default/4d4ec3d7');
  assert.equal((await readTask(store, other))?.log_stream, undefined);
  assert.equal((await readTask(store, mine))?.status, 'processing');
});

test('a job may run before its task knows of it, and may be over before anybody heard that it ran', async () => {
  const { task_id: early } = sampleTask();
  await createTask(store, sampleTask({ task_id: early }));
  await handler(batchEvent([early], { jobId: 'job-1', status: 'RUNNING' }));
  assert.equal((await readTask(store, early))?.log_stream, 'posefleet/default/4d4ec3d7');
  const quick = await workedOn('job-1');
  const done = { type: 'finished', run: 1, attempt: 1, job: 'job-1', status: 'completed' } as const;
  await transition(store, quick, done);
  await handler(batchEvent([quick], { jobId: 'job-1', status: 'SUCCEEDED', container: { exitCode: 0 } }));
  const { status, log_stream } = (await readTask(store, quick)) ?? {};
  assert.deepEqual([status, log_stream], ['completed', 'posefleet/default/4d4ec3d7']);
});

test('what is not such an event is an error', async () => {
  const broken = { ...batchEvent([], { jobId: 'job-1', status: 'FAILED' }), detail: {} };
  await assert.rejects(handler(broken), { name: 'ZodError' });
});
