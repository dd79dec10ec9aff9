/** What the store promises, whatever DynamoDB it runs on (see `test/support/test-store.ts`). */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { collect } from '../../test/support/collect.ts';
import { sampleTask } from '../../test/support/sample-task.ts';
import { openTestStore } from '../../test/support/test-store.ts';
import { UNEXPLAINED_DEATHS } from '../exit-codes.ts';
import type { TaskRecord } from '../task.ts';
import { dueItems, endCare, pagesInCare, postponeCare } from './care.ts';
import { moveCounts, readCounts, WHOLE_SERVICE } from './counts.ts';
import { createTask } from './create-task.ts';
import { deleteTask } from './delete-task.ts';
import { expireTask } from './expire-task.ts';
import { heartbeat } from './heartbeat.ts';
import { isTombstone, laterBy } from './items.ts';
import { listTasks, type TaskListing } from './list-tasks.ts';
import { readRecords } from './read-items.ts';
import { findTask, readTask } from './read-task.ts';
import { repairCounts } from './repair-counts.ts';
import { transition } from './transition.ts';
import { forgetUpload, putUpload, readUpload, type UploadRecord } from './uploads.ts';

const { store, close } = await openTestStore();
after(close);

const PROGRESS = { stage: 'poses', frames_done: 30, frames_total: 300, fps: 15, eta_seconds: 18 } as const;
const FAR_FUTURE = '2999-01-01T00:00:00.000Z';

async function newTask(fields: Partial<TaskRecord> = {}): Promise<TaskRecord> {
  const record = sampleTask({ owner: randomUUID(), ...fields });
  assert.equal(await createTask(store, record), true);
  return record;
}

async function claimed(fields: Partial<TaskRecord> = {}): Promise<TaskRecord> {
  const { task_id, run } = await newTask(fields);
  await transition(store, task_id, { type: 'submitted', run, job: 'job-1' });
  const record = await transition(store, task_id, { type: 'claimed', run, job: 'job-1' });
  assert.ok(record);
  return record;
}

async function ended(status: 'completed' | 'failed', fields: Partial<TaskRecord> = {}): Promise<TaskRecord> {
  const { task_id, run, attempt } = await claimed(fields);
  const record = await transition(store, task_id, { type: 'finished', run, attempt, job: 'job-1', status });
  assert.ok(record);
  return record;
}

async function rawItem(pk: string): Promise<Record<string, unknown>> {
  const answer = await store.client.send(new GetCommand({ TableName: store.table, Key: { pk } }));
  assert.ok(answer.Item);
  return answer.Item;
}

/** Ids in care; only those of this test, since all tests of the file share a table. */
async function inCare(care: 'unfinished' | 'due', ids: string[], until?: string): Promise<string[]> {
  const pages = await collect(pagesInCare(store, care, until === undefined ? {} : { until }));
  return pages.flat().filter((id) => ids.includes(id));
}

test('a task is created once, however many try', async () => {
  const record = sampleTask({ owner: randomUUID() });
  const won = await Promise.all(
    Array.from({ length: 8 }, (_, index) => createTask(store, { ...record, model: `model-${index}` })),
  );
  assert.equal(won.filter(Boolean).length, 1);
  assert.deepEqual(await readTask(store, record.task_id), { ...record, model: `model-${won.indexOf(true)}` });
  assert.deepEqual(await readCounts(store, record.owner), { queued: 1, processing: 0, total: 1 });
});

test('a record comes back as it was written, without attributes of the table', async () => {
  const record = await newTask({
    bboxes_path: 'boxes.json',
    bboxes: { bucket: 'media', key: 'boxes é+%.json' },
    options: { max_people: 3, visualization: false, bbox_threshold: 0.25 },
    request_hash: 'abc',
  });
  assert.deepEqual(await readTask(store, record.task_id), record);
  assert.deepEqual(await findTask(store, randomUUID()), { kind: 'none' });
});

test('a task goes its way, and each step is written with its time and fields', async () => {
  const { task_id, owner } = await newTask();
  const submitted = await transition(store, task_id, { type: 'submitted', run: 1, job: 'j' });
  assert.equal(submitted?.batch_job_id, 'j');
  const working = await transition(
    store,
    task_id,
    { type: 'claimed', run: 1, job: 'j' },
    { progress: PROGRESS },
  );
  assert.deepEqual([working?.status, working?.attempt, working?.progress], ['processing', 1, PROGRESS]);
  assert.ok(working?.started_at);
  const warnings = [{ code: 'truncated', message: 'The video breaks off.' }];
  const done = await transition(
    store,
    task_id,
    { type: 'finished', run: 1, attempt: 1, job: 'j', status: 'completed' },
    { warnings },
  );
  assert.deepEqual([done?.status, done?.warnings], ['completed', warnings]);
  assert.ok(done?.completed_at);
  assert.deepEqual(await readTask(store, task_id), done);
  assert.deepEqual(await readCounts(store, owner), { queued: 0, processing: 0, total: 1 });
});

test('of many who would end a task one wins, and the counts move once', async () => {
  const { task_id, owner, run, attempt } = await claimed();
  const results = await Promise.all([
    transition(store, task_id, { type: 'cancelled', run }),
    transition(store, task_id, { type: 'finished', run, attempt, job: 'job-1', status: 'completed' }),
    transition(store, task_id, { type: 'finished', run, attempt, job: 'job-1', status: 'failed' }),
    transition(store, task_id, { type: 'died', run, job: 'job-1', final: true }),
  ]);
  assert.equal(results.filter((record) => record !== undefined).length, 1);
  assert.deepEqual(await readCounts(store, owner), { queued: 0, processing: 0, total: 1 });
});

test('events of another run, job or attempt, and of unknown tasks, change nothing', async () => {
  const before = await claimed();
  const { task_id, run } = before;
  assert.equal(await transition(store, task_id, { type: 'cancelled', run: 2 }), undefined);
  assert.equal(await transition(store, task_id, { type: 'died', run, job: 'job-0', final: true }), undefined);
  const late = { type: 'finished', run, attempt: 0, job: 'job-1', status: 'failed' } as const;
  assert.equal(await transition(store, task_id, late), undefined);
  assert.equal(await transition(store, task_id, { type: 'abandoned', run }), undefined);
  assert.equal(await transition(store, randomUUID(), { type: 'cancelled', run: 1 }), undefined);
  assert.deepEqual(await readTask(store, task_id), before);
});

test('an unexplained death queues the task again; fields can depend on where that ends', async () => {
  const { task_id, run, started_at } = await claimed();
  const error = { code: 'internal', message: 'gone', retryable: true } as const;
  for (let death = 1; death <= UNEXPLAINED_DEATHS; death += 1) {
    const job = `job-${death}`;
    await transition(store, task_id, { type: 'claimed', run, job });
    const record = await transition(store, task_id, { type: 'died', run, job, final: false }, ({ status }) =>
      status === 'failed' ? { error } : {},
    );
    const over = death === UNEXPLAINED_DEATHS;
    assert.equal(record?.status, over ? 'failed' : 'queued');
    assert.deepEqual(record?.error, over ? error : undefined);
    assert.equal(record?.started_at, started_at);
    assert.equal('batch_job_id' in (await rawItem(task_id)), over);
    assert.equal(await transition(store, task_id, { type: 'submitted', run, job }), undefined);
  }
});

test('a retry begins a new run without what the last one left', async () => {
  const { task_id, owner } = await ended('failed', { expires_at: 1 });
  const old = await rawItem(task_id);
  assert.ok(Number(old.expires_at) > Date.now() / 1000, 'an ended task is kept for a while');
  assert.ok(Number(old.ttl) > Number(old.expires_at));
  const record = await transition(store, task_id, { type: 'retried', run: 1 });
  assert.deepEqual([record?.run, record?.attempt, record?.deaths, record?.status], [2, 0, 0, 'queued']);
  const item = await rawItem(task_id);
  for (const name of ['batch_job_id', 'started_at', 'completed_at', 'error', 'ttl', 'dead_jobs'])
    assert.ok(!(name in item), name);
  assert.equal(await transition(store, task_id, { type: 'retried', run: 1 }), undefined);
  assert.deepEqual(await readCounts(store, owner), { queued: 1, processing: 0, total: 1 });
});

test('a heartbeat is heeded only from the attempt and job that hold the task', async () => {
  const { task_id: taskId, run, attempt } = await claimed();
  const claim = { taskId, run, attempt, job: 'job-1' };
  const before = await rawItem(taskId);
  await sleep(2);
  assert.equal(await heartbeat(store, claim, PROGRESS), true);
  const { progress, updated_at, ...rest } = await rawItem(taskId);
  assert.deepEqual(progress, PROGRESS);
  assert.ok(String(updated_at) > String(before.updated_at));
  assert.deepEqual(rest, { ...rest, owner_status: before.owner_status, care_sort: before.care_sort });
  for (const wrong of [{ run: 2 }, { attempt: 2 }, { job: 'job-2' }, { taskId: randomUUID() }]) {
    assert.equal(await heartbeat(store, { ...claim, ...wrong }, PROGRESS), false);
  }
  await transition(store, taskId, { type: 'cancelled', run });
  assert.equal(await heartbeat(store, claim, PROGRESS), false);
});

async function allPages(listing: Omit<TaskListing, 'after'>): Promise<TaskRecord[][]> {
  const pages: TaskRecord[][] = [];
  let after: TaskListing['after'];
  do {
    const page = await listTasks(store, { ...listing, ...(after === undefined ? {} : { after }) });
    pages.push(page.tasks);
    after = page.next;
  } while (after !== undefined);
  return pages;
}

test('pages hold every task once, newest first, also of tasks made in the same millisecond', async () => {
  const owner = randomUUID();
  const start = Date.parse('2026-01-01T00:00:00Z');
  const tasks = Array.from({ length: 110 }, (_, index) =>
    sampleTask({ owner, created_at: new Date(start + Math.floor(index / 3)).toISOString() }),
  );
  for (const task of tasks) await createTask(store, task);
  await newTask();
  const expected = tasks
    .toSorted((a, b) => (`${a.created_at}#${a.task_id}` < `${b.created_at}#${b.task_id}` ? 1 : -1))
    .map(({ task_id }) => task_id);
  for (const limit of [7, 55, 100]) {
    const pages = await allPages({ owner, limit });
    assert.equal(pages.length, Math.ceil(110 / limit));
    assert.deepEqual(
      pages.flat().map(({ task_id }) => task_id),
      expected,
    );
  }
  const [first] = await allPages({ owner: randomUUID(), limit: 10 });
  assert.deepEqual(first, []);
});

test('a cursor stays good while tasks come, move and go', async () => {
  const owner = randomUUID();
  const tasks: TaskRecord[] = [];
  for (let index = 0; index < 9; index += 1) {
    tasks.unshift(await newTask({ owner, created_at: new Date(1e12 + index).toISOString() }));
  }
  const first = await listTasks(store, { owner, limit: 3 });
  const last = first.tasks.at(-1);
  assert.ok(last && first.next);
  await newTask({ owner });
  const cancelled = await transition(store, last.task_id, { type: 'cancelled', run: 1 });
  assert.ok(cancelled && (await deleteTask(store, cancelled, { results: true })));
  const rest = await listTasks(store, { owner, limit: 100, after: first.next });
  assert.deepEqual(
    rest.tasks.map(({ task_id }) => task_id),
    tasks.slice(3).map(({ task_id }) => task_id),
  );
  assert.equal(rest.next, undefined);
});

test('tasks are listed by state, and follow it', async () => {
  const owner = randomUUID();
  const [one, two] = [await newTask({ owner }), await newTask({ owner })];
  const ids = async (status: TaskRecord['status']) =>
    (await listTasks(store, { owner, status, limit: 10 })).tasks.map(({ task_id }) => task_id).sort();
  assert.deepEqual(await ids('queued'), [one.task_id, two.task_id].sort());
  await transition(store, one.task_id, { type: 'claimed', run: 1, job: 'j' });
  assert.deepEqual(await ids('queued'), [two.task_id]);
  assert.deepEqual(await ids('processing'), [one.task_id]);
  assert.deepEqual(await ids('completed'), []);
});

test('a deleted task leaves a tombstone that nothing revives', async () => {
  const record = await ended('completed', { request_hash: 'abc' });
  const { task_id, owner, run, attempt } = record;
  assert.equal(await deleteTask(store, { ...record, run: 2 }, { results: false }), false);
  assert.equal(await deleteTask(store, record, { results: false }), true);
  assert.equal(await deleteTask(store, record, { results: false }), false);
  const revivals = [
    createTask(store, record),
    transition(store, task_id, { type: 'retried', run }),
    transition(store, task_id, { type: 'claimed', run, job: 'job-1' }),
    transition(store, task_id, { type: 'submitted', run, job: 'job-1' }),
    heartbeat(store, { taskId: task_id, run, attempt, job: 'job-1' }, PROGRESS),
    expireTask(store, record),
  ];
  for (const answer of await Promise.all(revivals)) assert.ok(!answer);
  const found = await findTask(store, task_id);
  assert.ok(found.kind === 'deleted');
  assert.equal(found.tombstone.request_hash, 'abc');
  assert.equal(found.tombstone.kept_prefix, `results/${task_id}/${run}-${attempt}/`);
  assert.equal(await readTask(store, task_id), undefined);
  assert.deepEqual(await readRecords(store, [task_id]), []);
  assert.deepEqual(await allPages({ owner, limit: 10 }), [[]]);
  assert.deepEqual(await allPages({ owner, limit: 10, status: 'completed' }), [[]]);
  assert.deepEqual(await readCounts(store, owner), { queued: 0, processing: 0, total: 0 });
});

test('nothing is kept of a task that is deleted with its results, or that has none', async () => {
  for (const [status, results] of [
    ['completed', true],
    ['failed', false],
  ] as const) {
    const record = await ended(status);
    await deleteTask(store, record, { results });
    const found = await findTask(store, record.task_id);
    assert.ok(found.kind === 'deleted');
    assert.equal(found.tombstone.kept_prefix, undefined);
  }
});

test('an expired task is gone, unless it was retried meanwhile', async () => {
  const record = await ended('failed');
  await transition(store, record.task_id, { type: 'retried', run: 1 });
  assert.equal(await expireTask(store, record), false);
  const other = await ended('completed');
  assert.equal(await expireTask(store, other), true);
  assert.equal(await expireTask(store, other), false);
  assert.deepEqual(await findTask(store, other.task_id), { kind: 'none' });
  assert.equal((await readCounts(store, other.owner)).total, 0);
});

test('the care index holds what is unfinished, and what is due when it is due', async () => {
  const working = await claimed();
  const completed = await ended('completed');
  const failed = await ended('failed');
  const ids = [working, completed, failed].map(({ task_id }) => task_id);
  assert.deepEqual(await inCare('unfinished', ids), [working.task_id]);
  const now = new Date().toISOString();
  assert.deepEqual(await inCare('due', ids, now), [completed.task_id]);
  assert.deepEqual(await inCare('due', ids, laterBy(now, 23 * 3_600_000)), [completed.task_id]);
  assert.deepEqual(await inCare('due', ids, laterBy(now, 25 * 3_600_000)), [
    completed.task_id,
    failed.task_id,
  ]);
});

test('a due item is postponed or let go, but not when it has moved on', async () => {
  const { task_id } = await ended('failed');
  const item = (await collect(dueItems(store, FAR_FUTURE))).flat().find(({ pk }) => pk === task_id);
  assert.ok(item && !isTombstone(item));
  await postponeCare(store, item, '2998-01-01T00:00:00.000Z');
  assert.deepEqual(await inCare('due', [task_id], '2997-01-01T00:00:00.000Z'), []);
  assert.deepEqual(await inCare('due', [task_id], '2998-01-01T00:00:00.000Z'), [task_id]);
  await endCare(store, item);
  assert.deepEqual(await inCare('due', [task_id]), [task_id], 'the item was seen in an older state');
  await transition(store, task_id, { type: 'retried', run: 1 });
  await endCare(store, item);
  assert.deepEqual(await inCare('unfinished', [task_id]), [task_id]);
});

test('many items in care come page by page, each once', async () => {
  const tasks: string[] = [];
  for (let index = 0; index < 105; index += 1) tasks.push((await newTask({ owner: 'crowd' })).task_id);
  const pages = await collect(pagesInCare(store, 'unfinished'));
  assert.ok(pages.length > 1 && pages.every((page) => page.length <= 100));
  const mine = pages.flat().filter((id) => tasks.includes(id));
  assert.deepEqual(mine.sort(), tasks.sort());
  assert.equal((await readRecords(store, tasks)).length, 105);
});

test('counts are of an owner and of the whole service', async () => {
  const before = await readCounts(store, WHOLE_SERVICE);
  const { owner } = await claimed();
  await newTask({ owner });
  await newTask({ owner: '*' });
  assert.deepEqual(await readCounts(store, owner), { queued: 1, processing: 1, total: 2 });
  assert.deepEqual(await readCounts(store, WHOLE_SERVICE), {
    queued: before.queued + 2,
    processing: before.processing + 1,
    total: before.total + 3,
  });
});

test('wrong counts are repaired, also of owners that have nothing left, and below zero', async () => {
  const { owner } = await claimed();
  const idle = (await ended('completed')).owner;
  await moveCounts(store, owner, { queued: 4, processing: -3 });
  await moveCounts(store, idle, { queued: -2, processing: 7 });
  const count = async () => new Map([[owner, { queued: 0, processing: 1 }]]);
  await repairCounts(store, count);
  assert.deepEqual(await readCounts(store, owner), { queued: 0, processing: 1, total: 1 });
  assert.deepEqual(await readCounts(store, idle), { queued: 0, processing: 0, total: 1 });
  const whole = await readCounts(store, WHOLE_SERVICE);
  assert.deepEqual([whole.queued, whole.processing], [0, 1]);
  await newTask({ owner: idle });
  assert.deepEqual(await readCounts(store, idle), { queued: 1, processing: 0, total: 2 });
});

test('counts that move while they are counted are not made worse, whether the count saw it or not', async () => {
  for (const queued of [0, 1]) {
    const owner = (await ended('completed')).owner;
    await repairCounts(store, async () => {
      await newTask({ owner });
      return new Map([[owner, { queued, processing: 0 }]]);
    });
    assert.equal((await readCounts(store, owner)).queued, 1);
  }
});

test('owners whose counts are right and zero cost nothing until they move again', async () => {
  const counters = async () => (await collect(pagesInCare(store, 'counts'))).flat();
  const { owner } = await ended('completed');
  const key = `count#${owner}#0`;
  assert.ok((await counters()).includes(key));
  await repairCounts(store, async () => new Map());
  await repairCounts(store, async () => new Map());
  assert.deepEqual(await counters(), []);
  await newTask({ owner });
  assert.deepEqual(await counters(), [key]);
});

test('an upload is remembered until it is forgotten, and is nobody’s task', async () => {
  const upload: UploadRecord = {
    upload_id: randomUUID(),
    owner: randomUUID(),
    bucket: 'media',
    key: 'media/ann/1/a b.mp4',
    bytes: 5e9,
    created_at: new Date().toISOString(),
    multipart_id: 'm',
    part_bytes: 64 * 2 ** 20,
  };
  await putUpload(store, upload);
  assert.deepEqual(await readUpload(store, upload.upload_id), upload);
  assert.deepEqual(await allPages({ owner: upload.owner, limit: 10 }), [[]]);
  await forgetUpload(store, upload.upload_id);
  assert.equal(await readUpload(store, upload.upload_id), undefined);
});
