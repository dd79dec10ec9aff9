/** No caller sees anything of another, by whichever route. Ann has it all; bob and the others try. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { CLOSED_PATHS, OPEN_PATHS } from '../../core/api-routes.ts';
import { ENV } from '../../core/environment.ts';
import { resultKeys, s3Address } from '../../core/places.ts';
import { createTask } from '../../core/store/create-task.ts';
import { findTask } from '../../core/store/read-task.ts';
import { transition } from '../../core/store/transition.ts';
import type { TaskRecord } from '../../core/task.ts';
import { sampleTask } from '../support/sample-task.ts';
import { type ApiAnswer, BUCKETS, startApiService } from './api-service.ts';

const api = await startApiService({
  [ENV.anonymousOwner]: '',
  [ENV.owners]: '["main","ann","bob"]',
  [ENV.defaultOwner]: 'main',
  [ENV.sourceBuckets]: JSON.stringify({ [BUCKETS.source]: ['ann'] }),
});
after(() => api.close());

const STRANGERS = ['bob', 'main'];

const annsVideo = 'media/ann/1/walk one+50%é.mp4';
const files = [annsVideo, 'media/ann/1/boxes.json', 'uploads/ann/dropped.mp4', 'media/bob/1/own.mp4'];
const strays = ['uploads/stray.mp4', 'uploads/camera 7/stray+é%.mp4', 'uploads//stray.mp4'];
for (const key of [...files, ...strays]) await api.put(BUCKETS.media, key, '[]');
await api.put(BUCKETS.source, 'shared/walk.mp4');
await api.put(BUCKETS.results, 'results/x/1-1/a.mp4');

const process = (owner: string, body: unknown, headers = {}) =>
  api.call({ method: 'POST', path: '/process', body, headers, owner });
const status = (owner: string, id: string) => api.call({ method: 'GET', path: `/status/${id}`, owner });
const list = (owner: string, query = {}) => api.call({ method: 'GET', path: '/tasks', owner, query });

function assertRefused(answer: ApiAnswer, http: number, code: string): void {
  assert.deepEqual([answer.status, answer.json.code], [http, code], answer.text);
}

/** What the answer to a stranger says must be what it says of something that was never there. */
function assertLikeMissing(answer: ApiAnswer, missing: ApiAnswer, ...names: [string, string][]): void {
  const renamed = names.reduce((text, [one, other]) => text.replaceAll(one, other), answer.text);
  assert.deepEqual([answer.status, renamed], [missing.status, missing.text]);
}

async function completedTask(owner: string): Promise<TaskRecord> {
  const task = sampleTask({ owner });
  assert.ok(await createTask(api.store, task));
  const keys = resultKeys({ taskId: task.task_id, run: 1, attempt: 1, stem: 'walk', model: 'm' });
  const address = (key: string) => s3Address({ bucket: BUCKETS.results, key });
  const result = {
    visualization_dir: null,
    predictions_dir: address('x/'),
    predictions_file: address(keys.predictions),
    visualization_file: null,
    run_file: address(keys.runFile),
  };
  await transition(api.store, task.task_id, { type: 'claimed', run: 1, job: 'job-1' });
  const event = { type: 'finished', run: 1, attempt: 1, job: 'job-1', status: 'completed' } as const;
  assert.ok(await transition(api.store, task.task_id, event, { result }));
  return task;
}

const own: [owner: string, video: string][] = [
  ['ann', annsVideo],
  ['ann', `s3://media/${annsVideo}`],
  ['ann', 'uploads/ann/dropped.mp4'],
  ['ann', 's3://partner-videos/shared/walk.mp4'],
  ...strays.map((key): [string, string] => ['main', key]),
  ...strays.map((key): [string, string] => ['main', `s3://media/${key}`]),
];

for (const [owner, video_filename] of own) {
  test(`${owner} may process ${video_filename}`, async () => {
    const answer = await process(owner, { video_filename });
    assert.equal(answer.status, 202, answer.text);
    assert.equal((await status(owner, answer.json.task_id)).json.video_path, video_filename);
  });
}

const notOwn: [owner: string, video: string][] = [
  ...STRANGERS.flatMap((owner) => own.slice(0, 4).map(([, video]): [string, string] => [owner, video])),
  ...['ann', 'bob'].flatMap((owner) => strays.map((key): [string, string] => [owner, key])),
  ['main', 'media/camera 7/a.mp4'],
  ['ann', 's3://results/results/x/1-1/a.mp4'],
  ['main', 's3://results/results/x/1-1/a.mp4'],
  ['ann', 's3://nobodys-bucket/a.mp4'],
];

for (const [owner, path] of notOwn) {
  test(`to ${owner}, ${path} looks as if it did not exist, as video and as boxes`, async () => {
    const missing = await process(owner, { video_filename: `media/${owner}/none.mp4` });
    const video = await process(owner, { video_filename: path });
    assertLikeMissing(video, missing, [path, `media/${owner}/none.mp4`]);
    const ownVideo = { ann: annsVideo, bob: 'media/bob/1/own.mp4', main: strays[0] }[owner];
    const boxes = await process(owner, { video_filename: ownVideo, bboxes_path: path });
    assertRefused(boxes, 404, 'bboxes_not_found');
  });
}

test('boxes in one’s own folder, and in a granted bucket, are read', async () => {
  const body = {
    video_filename: 's3://partner-videos/shared/walk.mp4',
    bboxes_path: 'media/ann/1/boxes.json',
  };
  assert.equal((await process('ann', body)).status, 202);
});

test('path tricks are refused as such, whoever tries them', async () => {
  for (const path of [
    'media/bob/../ann/1/boxes.json',
    'uploads/x/../ann/dropped.mp4',
    's3://media/./a.mp4',
  ]) {
    assertRefused(await process('bob', { video_filename: path }), 400, 'path_invalid');
  }
});

for (const owner of STRANGERS) {
  test(`${owner} can neither read nor delete a task of ann, and gets no URL of it`, async () => {
    const { task_id } = await completedTask('ann');
    const unknown = randomUUID();
    const mine = await status('ann', task_id);
    assert.ok(mine.json.downloads.predictions_url.includes(task_id));
    const theirs = await status(owner, task_id);
    assertLikeMissing(theirs, await status(owner, unknown), [task_id, unknown]);
    assert.ok(!theirs.text.includes('X-Amz-Signature'));
    const remove = (id: string) =>
      api.call({ method: 'DELETE', path: `/tasks/${id}`, owner, query: { results: 'true', source: 'true' } });
    assertLikeMissing(await remove(task_id), await remove(unknown), [task_id, unknown]);
    assert.equal((await findTask(api.store, task_id)).kind, 'task');
  });

  test(`${owner} can neither sign, complete nor end an upload of ann`, async () => {
    for (const bytes of [10, 20_000_000]) {
      const body = { file_name: 'secret.mp4', bytes };
      const begun = await api.call({ method: 'POST', path: '/uploads', body, owner: 'ann' });
      const { upload_id, video_filename } = begun.json;
      assert.match(video_filename, /^media\/ann\//);
      const unknown = randomUUID();
      for (const [method, route] of [
        ['POST', '/parts'],
        ['POST', '/complete'],
        ['DELETE', ''],
      ] as const) {
        const call = (id: string) => api.call({ method, path: `/uploads/${id}${route}`, owner });
        assertLikeMissing(await call(upload_id), await call(unknown), [upload_id, unknown]);
      }
      const again = await api.call({ method: 'POST', path: `/uploads/${upload_id}/parts`, owner: 'ann' });
      assert.equal(again.status, 200, 'the upload goes on');
    }
  });

  test(`${owner} sees none of ann's tasks in lists and totals, and ann's cursors lead ${owner} nowhere`, async () => {
    for (let index = 0; index < 3; index += 1) await completedTask('ann');
    const before = (await list(owner)).json;
    await completedTask('ann');
    assert.deepEqual((await list(owner)).json, before);
    assert.ok(before.tasks.every((task: { video_path: string }) => !task.video_path.includes('ann')));
    for (const query of [{}, { status: 'completed' }]) {
      const { next_cursor: cursor } = (await list('ann', { ...query, limit: '1' })).json;
      assert.ok(cursor);
      assertRefused(await list(owner, { ...query, cursor }), 400, 'cursor_invalid');
      assert.equal((await list('ann', { ...query, cursor })).status, 200);
    }
  });
}

test('a task’s own id in a cursor made for bob shows bob none of ann’s', async () => {
  const { encodeCursor } = await import('../../lambdas/api/cursor.ts');
  const { task_id, created_at } = await completedTask('ann');
  // The check sum is no secret: whoever knows how it is made can point anywhere, but only into a list of his own.
  const forged = encodeCursor({ owner: 'bob' }, { task_id, created_sort: `${created_at}#${task_id}` });
  const answer = await list('bob', { cursor: forged });
  assert.ok(!answer.text.includes(task_id) && !answer.text.includes('"ann'));
  for (const task of answer.json.tasks ?? []) {
    assert.equal((await status('bob', task.task_id)).status, 200);
  }
});

test('an Idempotency-Key is its owner’s: the same key and body of another is another task, or no task', async () => {
  const headers = { 'Idempotency-Key': randomUUID() };
  const mine = await process('ann', { video_filename: annsVideo }, headers);
  assertRefused(await process('bob', { video_filename: annsVideo }, headers), 404, 'video_not_found');
  const theirs = await process('bob', { video_filename: 'media/bob/1/own.mp4' }, headers);
  assert.equal(theirs.status, 202);
  assert.notEqual(theirs.json.task_id, mine.json.task_id);
  await api.call({ method: 'DELETE', path: `/tasks/${theirs.json.task_id}`, owner: 'bob' });
  assert.equal(
    (await process('ann', { video_filename: annsVideo }, headers)).json.task_id,
    mine.json.task_id,
  );
});

test('nobody removes a video of another with a task of their own', async () => {
  for (const [owner, key] of [
    ['bob', annsVideo],
    ['main', 'uploads/ann/dropped.mp4'],
    ['ann', 'uploads/stray.mp4'],
  ] as const) {
    const task = sampleTask({ owner, video: { bucket: BUCKETS.media, key } });
    await createTask(api.store, task);
    const query = { source: 'true' };
    const answer = await api.call({ method: 'DELETE', path: `/tasks/${task.task_id}`, owner, query });
    assertRefused(answer, 422, 'request_invalid');
    await api.s3.send(new HeadObjectCommand({ Bucket: BUCKETS.media, Key: key }));
  }
});

test('the default owner removes a stray video with its task', async () => {
  const key = 'uploads/camera 7/gone.mp4';
  await api.put(BUCKETS.media, key);
  const { json } = await process('main', { video_filename: key });
  const path = `/tasks/${json.task_id}`;
  const removed = await api.call({ method: 'DELETE', path, owner: 'main', query: { source: 'true' } });
  assert.equal(removed.status, 200, removed.text);
  const head = new HeadObjectCommand({ Bucket: BUCKETS.media, Key: key });
  await assert.rejects(api.s3.send(head), { name: 'NotFound' });
});

const METHODS: Record<(typeof CLOSED_PATHS)[number], string> = {
  '/process': 'POST',
  '/status/{task_id}': 'GET',
  '/tasks': 'GET',
  '/tasks/{task_id}': 'DELETE',
  '/tasks/{task_id}/cancel': 'POST',
  '/tasks/{task_id}/retry': 'POST',
  '/uploads': 'POST',
  '/uploads/{upload_id}': 'DELETE',
  '/uploads/{upload_id}/parts': 'POST',
  '/uploads/{upload_id}/complete': 'POST',
};
const BODIES: Record<string, unknown> = {
  '/process': { video_filename: annsVideo },
  '/uploads': { file_name: 'a.mp4', bytes: 10 },
  '/tasks/{task_id}/retry': { run: 1 },
};

for (const pattern of CLOSED_PATHS) {
  const method = METHODS[pattern];
  const call = { method, path: pattern.replace(/\{\w+\}/, randomUUID()), body: BODIES[pattern] };

  test(`${method} ${pattern} without an owner, or with what is none: 401`, async () => {
    for (const owner of [undefined, '', '../ann', 'ANN', 'ann/1', 'a'.repeat(64)]) {
      const answer = await api.call({ ...call, ...(owner === undefined ? {} : { owner }) });
      assertRefused(answer, 401, 'unauthorized');
      assert.equal(answer.headers['www-authenticate'], 'Bearer');
    }
  });
}

for (const path of OPEN_PATHS) {
  test(`GET ${path} needs no owner`, async () => {
    assert.equal((await api.call({ method: 'GET', path })).status, 200);
  });
}
