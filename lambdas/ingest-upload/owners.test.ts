/** Whose a dropped video is where the owners are configured, with events as EventBridge sends them. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { ENV } from '../../core/environment.ts';
import { listTasks } from '../../core/store/list-tasks.ts';
import type { TaskRecord } from '../../core/task.ts';
import { gatewayEvent } from '../../test/api/gateway-event.ts';
import { objectCreatedEvent } from '../../test/support/object-created-event.ts';
import { sqsEvent, startTestCloud, TEST_BUCKETS } from '../../test/support/test-cloud.ts';
import { handler as answerApi } from '../api.ts';
import { handler } from '../ingest-upload.ts';

const cloud = await startTestCloud();
after(cloud.close);
Object.assign(process.env, { [ENV.owners]: '["main","ann","bob"]', [ENV.defaultOwner]: 'main' });

const OWNERS = ['main', 'ann', 'bob'];

async function drop(key: string, metadata: Record<string, string> = {}): Promise<void> {
  const object = { Bucket: TEST_BUCKETS.media, Key: key, Body: 'video', Metadata: metadata };
  await cloud.s3.send(new PutObjectCommand(object));
  assert.deepEqual(await handler(sqsEvent(objectCreatedEvent({ key }))), { batchItemFailures: [] });
}

/** The one task of this key, whoever owns it. */
async function taskOf(key: string): Promise<TaskRecord> {
  const pages = await Promise.all(OWNERS.map((owner) => listTasks(cloud.store, { owner, limit: 100 })));
  const [task, ...more] = pages.flatMap(({ tasks }) => tasks).filter(({ video }) => video.key === key);
  assert.ok(task, `${key} has no task`);
  assert.deepEqual(more, []);
  return task;
}

const NAMES = ['a b.mp4', 'a+b.mp4', 'a%20b.mp4', '100%.mp4', 'é歩.mp4', 'é.mp4', '  .mp4', "q'u&o?te#.mp4"];
const FOLDERS: [folder: string, owner: string][] = [
  ['uploads/ann/', 'ann'],
  ['uploads/ann/day 1+2/é%2F/', 'ann'],
  ['uploads/bob/', 'bob'],
  ['uploads/main/', 'main'],
  ['uploads/', 'main'],
  ['uploads//', 'main'],
  ['uploads/camera 7+%é/', 'main'],
  ['uploads/Ann/', 'main'],
  ['uploads/ann /', 'main'],
  ['uploads/annabel/', 'main'],
  ['uploads/%61nn/', 'main'],
];

for (const [folder, owner] of FOLDERS) {
  test(`what lies in ${JSON.stringify(folder)} is of ${owner}, whatever its name`, async () => {
    for (const name of NAMES) {
      const key = folder + name;
      await drop(key);
      const task = await taskOf(key);
      assert.deepEqual([task.owner, task.status, task.error], [owner, 'queued', undefined]);
      assert.equal(task.video_path, `s3://${TEST_BUCKETS.media}/${key}`);
    }
  });
}

test('the owner, and nobody else, reads the task and may process the key again', async () => {
  const key = 'uploads/camera 7/again é+%.mp4';
  await drop(key);
  const { task_id, video_path } = await taskOf(key);
  for (const owner of OWNERS) {
    const isOwner = owner === 'main';
    const path = `/status/${task_id}`;
    const read = await answerApi(gatewayEvent({ method: 'GET', path, owner }));
    assert.equal(read.statusCode, isOwner ? 200 : 404);
    for (const video_filename of [key, video_path]) {
      const call = { method: 'POST', path: '/process', body: { video_filename }, owner };
      const { statusCode, body } = await answerApi(gatewayEvent(call));
      assert.equal(statusCode, isOwner ? 202 : 404, body);
    }
  }
});

test('boxes of a stray video may lie with the default owner, and with nobody else', async () => {
  for (const [name, boxes, code] of [
    ['own.mp4', 'uploads/boxes.json', undefined],
    ['other.mp4', 'uploads/ann/boxes.json', 'bboxes_not_found'],
  ] as const) {
    await cloud.s3.send(new PutObjectCommand({ Bucket: TEST_BUCKETS.media, Key: boxes, Body: '[]' }));
    await drop(`uploads/${name}`, { bboxes_path: boxes });
    assert.equal((await taskOf(`uploads/${name}`)).error?.code, code);
  }
});

test('a key that leads out of its folder fails its task, with the default owner where it names none', async () => {
  for (const [key, owner] of [
    ['uploads/../media/ann/1/a.mp4', 'main'],
    ['uploads/./ann/b.mp4', 'main'],
    ['uploads/bob/../ann/c.mp4', 'bob'],
  ] as const) {
    assert.deepEqual(await handler(sqsEvent(objectCreatedEvent({ key }))), { batchItemFailures: [] });
    const task = await taskOf(key);
    assert.deepEqual([task.owner, task.error?.code], [owner, 'path_invalid']);
  }
});

test('what does not lie under uploads/ starts nothing', async () => {
  const keys = [
    'media/ann/1/a.mp4',
    'uploads.mp4',
    'results/uploads/ann/a.mp4',
    'Uploads/ann/a.mp4',
    'uploads/',
  ];
  for (const key of keys) await handler(sqsEvent(objectCreatedEvent({ key })));
  keys.push('uploads/ann/of-another-bucket.mp4');
  await handler(sqsEvent(objectCreatedEvent({ key: 'uploads/ann/of-another-bucket.mp4' }, 'partner-videos')));
  for (const owner of OWNERS) {
    const { tasks } = await listTasks(cloud.store, { owner, limit: 100 });
    assert.ok(tasks.every(({ video }) => !keys.includes(video.key)));
  }
});
