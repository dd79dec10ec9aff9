import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { deleteTask } from '../core/store/delete-task.ts';
import { listTasks } from '../core/store/list-tasks.ts';
import { findTask } from '../core/store/read-task.ts';
import type { TaskRecord } from '../core/task.ts';
import { objectCreatedEvent } from '../test/support/object-created-event.ts';
import { sqsEvent, startTestCloud, TEST_BUCKETS } from '../test/support/test-cloud.ts';
import { dependenciesFromEnvironment } from './api/dependencies.ts';
import { ingestObject } from './ingest-upload/ingest-object.ts';
import { parseObjectCreated } from './ingest-upload/object-created.ts';
import { handler } from './ingest-upload.ts';

const cloud = await startTestCloud();
const { store, s3 } = cloud;
after(cloud.close);
beforeEach(cloud.sentTasks);

const NO_FAILURES = { batchItemFailures: [] };
/** Puts an object and gives the event that S3 sends for it. */
async function drop(key: string, metadata: Record<string, string> = {}, body = 'video'): Promise<string> {
  await s3.send(
    new PutObjectCommand({
      Bucket: TEST_BUCKETS.media,
      Key: key,
      Body: Buffer.from(body),
      Metadata: metadata,
    }),
  );
  return objectCreatedEvent({ key, size: Buffer.byteLength(body) });
}

async function tasksOf(owner: string): Promise<TaskRecord[]> {
  return (await listTasks(store, { owner, limit: 100 })).tasks;
}

async function onlyTask(owner: string): Promise<TaskRecord> {
  const [task, ...more] = await tasksOf(owner);
  assert.ok(task);
  assert.deepEqual(more, []);
  return task;
}

test('a dropped video becomes one queued task of its folder’s owner, however often the event comes', async () => {
  const key = 'uploads/ann/day 1/walk.mp4';
  const event = await drop(key);
  assert.deepEqual(await handler(sqsEvent(event, event)), NO_FAILURES);
  assert.deepEqual(await handler(sqsEvent(event)), NO_FAILURES);
  const task = await onlyTask('ann');
  assert.equal(task.status, 'queued');
  assert.equal(task.video_path, `s3://${TEST_BUCKETS.media}/${key}`);
  assert.deepEqual(task.video, { bucket: TEST_BUCKETS.media, key });
  assert.deepEqual([task.model, task.options, task.source], ['movenet-multipose', {}, 'upload']);
  assert.deepEqual(new Set(await cloud.sentTasks()), new Set([task.task_id]));
});

test('keys with spaces, plus and percent signs and letters of any alphabet are taken as they are', async () => {
  const names = ['a b.mp4', 'a+b.mp4', 'a%20b.mp4', 'é歩.MOV', "q'u&o?te#.webm", '100%.mkv'];
  for (const name of names) await handler(sqsEvent(await drop(`uploads/odd/${name}`)));
  const keys = (await tasksOf('odd')).map(({ video }) => video.key);
  assert.deepEqual(keys.sort(), names.map((name) => `uploads/odd/${name}`).sort());
  assert.ok((await tasksOf('odd')).every(({ error }) => error === undefined));
});

test('a new object under an old key is a new task; versions tell them apart, too', async () => {
  const key = 'uploads/twice/walk.mp4';
  const [first, second] = [await drop(key), await drop(key)];
  const versions = ['v1', 'v2', 'v2', 'null', 'null'].map((version) =>
    objectCreatedEvent({ key, 'version-id': version }),
  );
  await handler(sqsEvent(first, second, ...versions));
  assert.equal((await tasksOf('twice')).length, 2 + 2 + 2);
});

test('folder markers, sidecars, empty objects and strays are passed over', async () => {
  const events = [
    objectCreatedEvent({ key: 'uploads/sid/folder/', size: 0 }),
    objectCreatedEvent({ key: 'uploads/sid/folder.mp4/', size: 0 }),
    await drop('uploads/sid/walk.json'),
    await drop('uploads/sid/walk.mp4.boxes'),
    await drop('uploads/sid/mp4'),
    await drop('uploads/sid/empty.mp4', {}, ''),
    await drop('uploads/stray.mp4'),
    await drop('uploads//stray.mp4'),
    await drop('media/sid/1/walk.mp4'),
    objectCreatedEvent({ key: 'uploads/sid/gone.mp4' }),
  ];
  assert.deepEqual(await handler(sqsEvent(...events)), NO_FAILURES);
  assert.deepEqual(await tasksOf('sid'), []);
  assert.deepEqual(await cloud.sentTasks(), []);
});

test('model, boxes and options come from the metadata', async () => {
  await drop('uploads/meta/boxes.json', {}, '[]');
  const metadata = {
    model: 'MoveNet-Thunder',
    bboxes_path: `s3://${TEST_BUCKETS.media}/uploads/meta/boxes.json`,
    options: '{"frame_stride": 2, "max_people": 9}',
    'max-people': '3',
    visualization: 'false',
    mtime: '1700000000',
  };
  await handler(sqsEvent(await drop('uploads/meta/walk.mp4', metadata)));
  const task = await onlyTask('meta');
  assert.equal(task.error, undefined);
  assert.equal(task.model, 'movenet-thunder');
  assert.deepEqual(task.options, { frame_stride: 2, max_people: 3, visualization: false });
  assert.deepEqual(task.bboxes, { bucket: TEST_BUCKETS.media, key: 'uploads/meta/boxes.json' });
});

test('a preset in the metadata chooses the model; a detector stays an option', async () => {
  const metadata = { preset: 'performance', detector: 'rtmdet-m' };
  await handler(sqsEvent(await drop('uploads/preset/walk.mp4', metadata)));
  const task = await onlyTask('preset');
  assert.deepEqual([task.error, task.model, task.options], [undefined, 'rtmpose-x', metadata]);
});

for (const [name, metadata, code, says] of [
  ['an unknown model', { model: 'nonesuch' }, 'model_unknown', /nonesuch/],
  ['an unknown detector', { model: 'vitpose', detector: 'nonesuch' }, 'model_unknown', /nonesuch/],
  ['a preset beside a model', { model: 'vitpose', preset: 'balanced' }, 'option_unsupported', /preset/],
  ['an option of a wrong type', { max_people: 'many' }, 'request_invalid', /options\.max_people/],
  ['options that are no JSON', { options: '{max_people:' }, 'request_invalid', /max_people/],
  ['an unknown option', { options: '{"max_poeple": 3}' }, 'request_invalid', /max_poeple/],
  ['an option without effect', { detect_every: '3' }, 'option_unsupported', /detect_every/],
  ['boxes that do not exist', { bboxes_path: 'uploads/NAME/none.json' }, 'bboxes_not_found', /none\.json/],
  ['boxes of somebody else', { bboxes_path: 'uploads/meta/boxes.json' }, 'bboxes_not_found', /boxes\.json/],
  ['boxes elsewhere', { bboxes_path: 'http://example.com/boxes.json' }, 'path_invalid', /bboxes_path/],
] as const) {
  test(`${name} fails the task at once, and says why`, async () => {
    const owner = `wrong-${name.replaceAll(' ', '-')}`;
    const event = await drop(`uploads/${owner}/walk.mp4`, metadata);
    assert.deepEqual(await handler(sqsEvent(event, event)), NO_FAILURES);
    const task = await onlyTask(owner);
    assert.deepEqual([task.status, task.error?.code], ['failed', code]);
    assert.match(task.error?.message ?? '', says);
    assert.ok(task.completed_at);
    assert.deepEqual(await cloud.sentTasks(), []);
  });
}

test('a key that another layer could read as somebody else’s is not read', async () => {
  await handler(
    sqsEvent(
      objectCreatedEvent({ key: 'uploads/eve/../ann/day 1/walk.mp4' }),
      objectCreatedEvent({ key: 'uploads/eve/./x.mp4' }),
    ),
  );
  const tasks = await tasksOf('eve');
  assert.deepEqual(
    tasks.map(({ error }) => error?.code),
    ['path_invalid', 'path_invalid'],
  );
});

test('nothing brings a deleted task back', async () => {
  const event = await drop('uploads/del/walk.mp4', { model: 'nonesuch' });
  await handler(sqsEvent(event));
  const task = await onlyTask('del');
  await deleteTask(store, task, { results: true });
  assert.deepEqual(await handler(sqsEvent(event)), NO_FAILURES);
  assert.equal((await findTask(store, task.task_id)).kind, 'deleted');
});

test('what cannot be read is delivered again', async () => {
  const classic = '{"Records":[{"eventName":"ObjectCreated:Put"}]}';
  const answer = await handler(sqsEvent('not json', classic, await drop('uploads/good/walk.mp4')));
  assert.deepEqual(
    answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier),
    ['message-0', 'message-1'],
  );
  assert.equal((await tasksOf('good')).length, 1);
});

test('an event is an error while S3 does not answer, and nothing is written', async () => {
  const s3 = new S3Client({ endpoint: 'http://127.0.0.1:9', forcePathStyle: true, maxAttempts: 1 });
  const object = parseObjectCreated(objectCreatedEvent({ key: 'uploads/later/walk.mp4' }));
  await assert.rejects(ingestObject({ ...dependenciesFromEnvironment(), s3 }, object), /ECONNREFUSED/);
  assert.deepEqual(await tasksOf('later'), []);
});
