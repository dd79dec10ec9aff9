import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { CliError } from './cli-error.ts';
import { findFile, findVideos } from './find-videos.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'posefleet find '));
  const files = [
    'b.mp4',
    'A.MOV',
    'notes.txt',
    'day 1/c.webm',
    'visualizations/drawn.mp4',
    'day 1/.hidden.mp4',
  ];
  for (const file of [...files, 'odd[1].mp4']) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), 'x');
  }
});
after(() => rm(folder, { recursive: true, force: true }));

const names = async (...args: string[]) => (await findVideos(args, folder)).map(({ name }) => name);
const isUsage = (text: RegExp) => (error: unknown) =>
  error instanceof CliError && error.exitCode === 2 && text.test(error.message);

test('a folder gives its videos at any depth, without drawn and hidden ones', async () => {
  assert.deepEqual(await names('.'), ['A.MOV', 'b.mp4', 'day 1/c.webm', 'odd[1].mp4']);
});

test('a glob gives what it matches', async () => {
  assert.deepEqual(await names('**/*.{mp4,webm}'), [
    'b.mp4',
    'day 1/c.webm',
    'odd[1].mp4',
    'visualizations/drawn.mp4',
  ]);
});

test('a file is taken by its name, even if that looks like a glob or not like a video', async () => {
  assert.deepEqual(await names('odd[1].mp4', 'notes.txt'), ['odd[1].mp4', 'notes.txt']);
});

test('what is named twice is one video', async () => {
  assert.deepEqual(await names('b.mp4', '*.mp4', join(folder, 'odd[1].mp4')), [
    'b.mp4',
    join(folder, 'odd[1].mp4'),
  ]);
});

test('addresses in S3 are taken as they are', async () => {
  assert.deepEqual(await names('s3://bucket/a *b+.mp4'), ['s3://bucket/a *b+.mp4']);
});

test('what names nothing is refused by its name', async () => {
  await assert.rejects(names('missing.mp4'), isUsage(/missing\.mp4 does not exist/));
  await assert.rejects(names('*.avi'), isUsage(/\*\.avi matches no file/));
  await assert.rejects(names('https://host/a.mp4'), isUsage(/s3:\/\/bucket\/key/));
  await assert.rejects(names('s3://bucket'), isUsage(/s3:\/\/bucket\/key/));
  await assert.rejects(findFile('day 1', folder), isUsage(/is not a file/));
});
