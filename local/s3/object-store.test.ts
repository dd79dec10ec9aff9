import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { ObjectStore } from './object-store.ts';

const bucket = 'b';
const key = 'folder/key';
let folder: string;
let store: ObjectStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'posefleet-store-'));
  store = new ObjectStore(folder);
  store.index.createBucket(bucket);
  store.put(about('old'), await received('old'));
});
afterEach(async () => {
  store.close();
  await rm(folder, { recursive: true });
});

const about = (text: string) => ({ bucket, key, size: text.length, etag: text, modified: 1, headers: {} });

async function received(text: string): Promise<string> {
  const file = join(store.temporaryFolder, text);
  await writeFile(file, text);
  return file;
}

function reopen(): void {
  store.close();
  store = new ObjectStore(folder);
}

async function content(): Promise<[string, string]> {
  const { record, handle } = await store.open(bucket, key);
  const text = await handle.readFile('utf8');
  await handle.close();
  return [record.etag, text];
}

test('a crash before the rename is made good', async () => {
  await received('newer');
  const record = { ...about('newer'), file: key };
  store.index.begin({ bucket, key, put: { record, temporary: 'newer' } });
  assert.deepEqual(await content(), ['old', 'old']);
  reopen();
  assert.deepEqual(await content(), ['newer', 'newer']);
  assert.deepEqual(store.index.intents(), []);
});

test('a crash after the rename is made good', async () => {
  const record = { ...about('newer'), file: key };
  store.index.begin({ bucket, key, put: { record, temporary: 'newer' } });
  await rename(await received('newer'), join(folder, bucket, key));
  reopen();
  assert.deepEqual(await content(), ['newer', 'newer']);
});

test('a crash during a removal is made good', async () => {
  store.index.begin({ bucket, key });
  reopen();
  await assert.rejects(store.open(bucket, key), { code: 'NoSuchKey' });
  assert.ok(!existsSync(join(folder, bucket, 'folder')));
});

test('a change that can no longer be made good is dropped', async () => {
  await received('newer');
  await rm(join(folder, bucket, key));
  await mkdir(join(folder, bucket, key, 'in the way'), { recursive: true });
  const record = { ...about('newer'), file: key };
  store.index.begin({ bucket, key, put: { record, temporary: 'newer' } });
  reopen();
  assert.deepEqual(store.index.intents(), []);
  assert.equal(store.index.get(bucket, key)?.etag, 'old');
});

test('an object that is replaced while it is read is read to its end', async () => {
  const { handle } = await store.open(bucket, key);
  store.put({ ...about('newer'), modified: 2 }, await received('newer'));
  assert.equal(await handle.readFile('utf8'), 'old');
  await handle.close();
  assert.equal(await readFile(join(folder, bucket, key), 'utf8'), 'newer');
});
