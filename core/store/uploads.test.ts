import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { allPages } from '../../test/support/store-tasks.ts';
import { openTestStore } from '../../test/support/test-store.ts';
import { forgetUpload, putUpload, readUpload, type UploadRecord } from './uploads.ts';

const { store, close } = await openTestStore();
after(close);

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
  assert.deepEqual(await allPages(store, { owner: upload.owner, limit: 10 }), [[]]);
  await forgetUpload(store, upload.upload_id);
  assert.equal(await readUpload(store, upload.upload_id), undefined);
});
