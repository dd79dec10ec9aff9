import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { claimed, PROGRESS, rawItem } from '../../test/support/store-tasks.ts';
import { openTestStore } from '../../test/support/test-store.ts';
import { heartbeat } from './heartbeat.ts';
import { transition } from './transition.ts';

const { store, close } = await openTestStore();
after(close);

test('a heartbeat is heeded only from the attempt and job that hold the task', async () => {
  const { task_id: taskId, run, attempt } = await claimed(store);
  const claim = { taskId, run, attempt, job: 'job-1' };
  const before = await rawItem(store, taskId);
  await sleep(2);
  assert.equal(await heartbeat(store, claim, PROGRESS), true);
  const { progress, updated_at, ...rest } = await rawItem(store, taskId);
  assert.deepEqual(progress, PROGRESS);
  assert.ok(String(updated_at) > String(before.updated_at));
  assert.deepEqual(rest, { ...rest, owner_status: before.owner_status, care_sort: before.care_sort });
  for (const wrong of [{ run: 2 }, { attempt: 2 }, { job: 'job-2' }, { taskId: randomUUID() }]) {
    assert.equal(await heartbeat(store, { ...claim, ...wrong }, PROGRESS), false);
  }
  await transition(store, taskId, { type: 'cancelled', run });
  assert.equal(await heartbeat(store, claim, PROGRESS), false);
});
