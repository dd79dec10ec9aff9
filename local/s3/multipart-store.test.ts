import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { MultipartStore } from './multipart-store.ts';
import { ObjectStore } from './object-store.ts';

test('uploads that nobody completes are given up after their time', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'posefleet-multipart-'));
  const store = new ObjectStore(folder);
  const multipart = new MultipartStore(store);
  const id = multipart.create({ bucket: 'b', key: 'k', headers: {} });
  await multipart.removeOld(Date.now() - 1000);
  assert.equal(multipart.get(id, 'b', 'k').id, id);
  await multipart.removeOld(Date.now() + 1000);
  assert.throws(() => multipart.get(id, 'b', 'k'), { code: 'NoSuchUpload' });
  assert.deepEqual(await readdir(store.partsFolder), []);
  store.close();
  await rm(folder, { recursive: true });
});
