import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { claimed, newTask } from '../../test/support/store-tasks.ts';
import { openTestStore } from '../../test/support/test-store.ts';
import { readCounts, WHOLE_SERVICE } from './counts.ts';

const { store, close } = await openTestStore();
after(close);

test('counts are of an owner and of the whole service', async () => {
  const before = await readCounts(store, WHOLE_SERVICE);
  const { owner } = await claimed(store);
  await newTask(store, { owner });
  await newTask(store, { owner: '*' });
  assert.deepEqual(await readCounts(store, owner), { queued: 1, processing: 1, total: 2 });
  assert.deepEqual(await readCounts(store, WHOLE_SERVICE), {
    queued: before.queued + 2,
    processing: before.processing + 1,
    total: before.total + 3,
  });
});
