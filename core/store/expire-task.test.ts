import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { ended } from '../../test/support/store-tasks.ts';
import { openTestStore } from '../../test/support/test-store.ts';
import { readCounts } from './counts.ts';
import { expireTask } from './expire-task.ts';
import { findTask } from './read-task.ts';
import { transition } from './transition.ts';

const { store, close } = await openTestStore();
after(close);

test('an expired task is gone, unless it was retried meanwhile', async () => {
  const record = await ended(store, 'failed');
  await transition(store, record.task_id, { type: 'retried', run: 1 });
  assert.equal(await expireTask(store, record), false);
  const other = await ended(store, 'completed');
  assert.equal(await expireTask(store, other), true);
  assert.equal(await expireTask(store, other), false);
  assert.deepEqual(await findTask(store, other.task_id), { kind: 'none' });
  assert.equal((await readCounts(store, other.owner)).total, 0);
});
