import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { collect } from '../../test/support/collect.ts';
import { claimed, ended, newTask } from '../../test/support/store-tasks.ts';
import { openTestStore } from '../../test/support/test-store.ts';
import { pagesInCare } from './care.ts';
import { moveCounts, readCounts, WHOLE_SERVICE } from './counts.ts';
import { repairCounts } from './repair-counts.ts';

const { store, close } = await openTestStore();
after(close);

test('wrong counts are repaired, also of owners that have nothing left, and below zero', async () => {
  const { owner } = await claimed(store);
  const idle = (await ended(store, 'completed')).owner;
  await moveCounts(store, owner, { queued: 4, processing: -3 });
  await moveCounts(store, idle, { queued: -2, processing: 7 });
  const count = async () => new Map([[owner, { queued: 0, processing: 1 }]]);
  await repairCounts(store, count);
  assert.deepEqual(await readCounts(store, owner), { queued: 0, processing: 1, total: 1 });
  assert.deepEqual(await readCounts(store, idle), { queued: 0, processing: 0, total: 1 });
  const whole = await readCounts(store, WHOLE_SERVICE);
  assert.deepEqual([whole.queued, whole.processing], [0, 1]);
  await newTask(store, { owner: idle });
  assert.deepEqual(await readCounts(store, idle), { queued: 1, processing: 0, total: 2 });
});

test('counts that move while they are counted are not made worse, whether the count saw it or not', async () => {
  for (const queued of [0, 1]) {
    const owner = (await ended(store, 'completed')).owner;
    await repairCounts(store, async () => {
      await newTask(store, { owner });
      return new Map([[owner, { queued, processing: 0 }]]);
    });
    assert.equal((await readCounts(store, owner)).queued, 1);
  }
});

test('owners whose counts are right and zero cost nothing until they move again', async () => {
  const counters = async () => (await collect(pagesInCare(store, 'counts'))).flat();
  const { owner } = await ended(store, 'completed');
  const key = `count#${owner}#0`;
  assert.ok((await counters()).includes(key));
  await repairCounts(store, async () => new Map());
  await repairCounts(store, async () => new Map());
  assert.deepEqual(await counters(), []);
  await newTask(store, { owner });
  assert.deepEqual(await counters(), [key]);
});
