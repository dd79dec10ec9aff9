import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { hookedStore } from '../../test/support/hooked-store.ts';
import { claimed, newTask } from '../../test/support/store-tasks.ts';
import { openTestStore } from '../../test/support/test-store.ts';
import { readCounts, WHOLE_SERVICE } from './counts.ts';
import { deleteTask } from './delete-task.ts';
import { readTask } from './read-task.ts';
import { repairCounts } from './repair-counts.ts';
import { transition } from './transition.ts';

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

test('a counter that cannot be written takes nothing back, and is right after a repair', async () => {
  const throttled = hookedStore(store, UpdateCommand, async (command) => {
    if (!(command instanceof UpdateCommand) || !String(command.input.Key?.pk).startsWith('count#')) return;
    throw Object.assign(new Error('Too many writes to one item.'), { name: 'ThrottlingException' });
  });
  const { task_id, owner } = await newTask(throttled);
  const claim = await transition(throttled, task_id, { type: 'claimed', run: 1, job: 'job-1' });
  assert.equal(claim?.status, 'processing');
  const cancelled = await transition(throttled, task_id, { type: 'cancelled', run: 1 });
  assert.ok(cancelled && (await deleteTask(throttled, cancelled, { results: true })));
  assert.equal(await readTask(store, task_id), undefined);
  const { task_id: waiting } = await newTask(throttled, { owner });
  await newTask(store, { owner });
  assert.equal((await readCounts(store, owner)).queued, 1);
  await repairCounts(store, async () => new Map([[owner, { queued: 2, processing: 0 }]]));
  assert.equal((await readCounts(store, owner)).queued, 2);
  assert.equal((await readTask(store, waiting))?.status, 'queued');
});
