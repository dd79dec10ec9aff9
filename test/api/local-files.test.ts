import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readTask } from '../../core/store/read-task.ts';
import { BUCKETS, FILES_BUCKET, startApiService } from './api-service.ts';

const folder = await mkdtemp(join(tmpdir(), 'posefleet-files-'));
const api = await startApiService({ POSEFLEET_FILES_BUCKET: FILES_BUCKET, POSEFLEET_FILES_FOLDER: folder });
after(async () => {
  await api.close();
  await rm(folder, { recursive: true });
});

await mkdir(join(folder, 'clips'));
for (const name of ['walk one+50%é#?.mp4', 'clips/a.mp4', 'both.mp4'])
  await writeFile(join(folder, name), 'x');
await api.put(BUCKETS.media, 'both.mp4');
await api.put(BUCKETS.media, 'uploads/somebody/a.mp4');

const process = (video_filename: string) =>
  api.call({ method: 'POST', path: '/process', body: { video_filename } });
const file = (name: string) => ({ bucket: FILES_BUCKET, key: join(folder, name).slice(1) });

const accepted: [string, { bucket: string; key: string }][] = [
  [join(folder, 'walk one+50%é#?.mp4'), file('walk one+50%é#?.mp4')],
  ['walk one+50%é#?.mp4', file('walk one+50%é#?.mp4')],
  ['./clips//a.mp4', file('clips/a.mp4')],
  ['both.mp4', { bucket: BUCKETS.media, key: 'both.mp4' }],
  ['./both.mp4', file('both.mp4')],
  ['uploads/somebody/a.mp4', { bucket: BUCKETS.media, key: 'uploads/somebody/a.mp4' }],
];

for (const [path, place] of accepted) {
  test(`${path.replace(folder, '')} lies at ${place.bucket}:${place.key.replace(folder.slice(1), '')}`, async () => {
    const answer = await process(path);
    assert.equal(answer.status, 202, answer.text);
    const record = await readTask(api.store, answer.json.task_id);
    assert.deepEqual([record?.video_path, record?.video], [path, place]);
  });
}

for (const path of [
  join(folder, 'none.mp4'),
  'none.mp4',
  folder,
  '/',
  '~/walk.mp4',
  '/dev/null',
  // Files of this machine are named by their paths, not by the bucket that stands in for them.
  `s3://${FILES_BUCKET}/etc/passwd`,
]) {
  test(`${path.replace(folder, 'FOLDER')} does not exist`, async () => {
    const answer = await process(path);
    assert.deepEqual([answer.status, answer.json.code], [404, 'video_not_found']);
  });
}

for (const path of [`${folder}/../a.mp4`, '../a.mp4', 'file:///etc/passwd']) {
  test(`${path.replace(folder, 'FOLDER')} is refused`, async () => {
    const answer = await process(path);
    assert.deepEqual([answer.status, answer.json.code], [400, 'path_invalid']);
  });
}
