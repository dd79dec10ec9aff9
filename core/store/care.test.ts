import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { collect } from '../../test/support/collect.ts';
import { claimed, ended, newTask } from '../../test/support/store-tasks.ts';
import { openTestStore } from '../../test/support/test-store.ts';
import { dueItems, endCare, pagesInCare, postponeCare } from './care.ts';
import { isTombstone, laterBy } from './items.ts';
import { readRecords } from './read-items.ts';
import { transition } from './transition.ts';

const { store, close } = await openTestStore();
after(close);

const FAR_FUTURE = '2999-01-01T00:00:00.000Z';

/** Ids in care; only those of this test, since all tests of the file share a table. */
async function inCare(care: 'unfinished' | 'due', ids: string[], until?: string): Promise<string[]> {
  const pages = await collect(pagesInCare(store, care, until === undefined ? {} : { until }));
  return pages.flat().filter((id) => ids.includes(id));
}

test('the care index holds what is unfinished, and what is due when it is due', async () => {
  const working = await claimed(store);
  const completed = await ended(store, 'completed');
  const failed = await ended(store, 'failed');
  const ids = [working, completed, failed].map(({ task_id }) => task_id);
  assert.deepEqual(await inCare('unfinished', ids), [working.task_id]);
  const now = new Date().toISOString();
  assert.deepEqual(await inCare('due', ids, now), [completed.task_id]);
  assert.deepEqual(await inCare('due', ids, laterBy(now, 23 * 3_600_000)), [completed.task_id]);
  assert.deepEqual(await inCare('due', ids, laterBy(now, 25 * 3_600_000)), [
    completed.task_id,
    failed.task_id,
  ]);
});

test('a due item is postponed or let go, but not when it has moved on', async () => {
  const { task_id } = await ended(store, 'failed');
  const item = (await collect(dueItems(store, FAR_FUTURE))).flat().find(({ pk }) => pk === task_id);
  assert.ok(item && !isTombstone(item));
  await postponeCare(store, item, '2998-01-01T00:00:00.000Z');
  assert.deepEqual(await inCare('due', [task_id], '2997-01-01T00:00:00.000Z'), []);
  assert.deepEqual(await inCare('due', [task_id], '2998-01-01T00:00:00.000Z'), [task_id]);
  await endCare(store, item);
  assert.deepEqual(await inCare('due', [task_id]), [task_id], 'the item was seen in an older state');
  await transition(store, task_id, { type: 'retried', run: 1 });
  await endCare(store, item);
  assert.deepEqual(await inCare('unfinished', [task_id]), [task_id]);
});

test('many items in care come page by page, each once', async () => {
  const tasks: string[] = [];
  for (let index = 0; index < 105; index += 1) tasks.push((await newTask(store, { owner: 'crowd' })).task_id);
  const pages = await collect(pagesInCare(store, 'unfinished'));
  assert.ok(pages.length > 1 && pages.every((page) => page.length <= 100));
  const mine = pages.flat().filter((id) => tasks.includes(id));
  assert.deepEqual(mine.sort(), tasks.sort());
  assert.equal((await readRecords(store, tasks)).length, 105);
});
