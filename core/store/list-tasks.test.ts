import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { sampleTask } from '../../test/support/sample-task.ts';
import { allPages, newTask } from '../../test/support/store-tasks.ts';
import { openTestStore } from '../../test/support/test-store.ts';
import type { TaskRecord } from '../task.ts';
import { createTask } from './create-task.ts';
import { deleteTask } from './delete-task.ts';
import { listTasks } from './list-tasks.ts';
import { transition } from './transition.ts';

const { store, close } = await openTestStore();
after(close);

test('pages hold every task once, newest first, also of tasks made in the same millisecond', async () => {
  const owner = randomUUID();
  const start = Date.parse('2026-01-01T00:00:00Z');
  const tasks = Array.from({ length: 110 }, (_, index) =>
    sampleTask({ owner, created_at: new Date(start + Math.floor(index / 3)).toISOString() }),
  );
  for (const task of tasks) await createTask(store, task);
  await newTask(store);
  const expected = tasks
    .toSorted((a, b) => (`${a.created_at}#${a.task_id}` < `${b.created_at}#${b.task_id}` ? 1 : -1))
    .map(({ task_id }) => task_id);
  for (const limit of [7, 55, 100]) {
    const pages = await allPages(store, { owner, limit });
    assert.equal(pages.length, Math.ceil(110 / limit));
    assert.deepEqual(
      pages.flat().map(({ task_id }) => task_id),
      expected,
    );
  }
  const [first] = await allPages(store, { owner: randomUUID(), limit: 10 });
  assert.deepEqual(first, []);
});

test('a cursor stays good while tasks come, move and go', async () => {
  const owner = randomUUID();
  const tasks: TaskRecord[] = [];
  for (let index = 0; index < 9; index += 1) {
    tasks.unshift(await newTask(store, { owner, created_at: new Date(1e12 + index).toISOString() }));
  }
  const first = await listTasks(store, { owner, limit: 3 });
  const last = first.tasks.at(-1);
  assert.ok(last && first.next);
  await newTask(store, { owner });
  const cancelled = await transition(store, last.task_id, { type: 'cancelled', run: 1 });
  assert.ok(cancelled && (await deleteTask(store, cancelled, { results: true })));
  const rest = await listTasks(store, { owner, limit: 100, after: first.next });
  assert.deepEqual(
    rest.tasks.map(({ task_id }) => task_id),
    tasks.slice(3).map(({ task_id }) => task_id),
  );
  assert.equal(rest.next, undefined);
});

test('tasks are listed by state, and follow it', async () => {
  const owner = randomUUID();
  const [one, two] = [await newTask(store, { owner }), await newTask(store, { owner })];
  const ids = async (status: TaskRecord['status']) =>
    (await listTasks(store, { owner, status, limit: 10 })).tasks.map(({ task_id }) => task_id).sort();
  assert.deepEqual(await ids('queued'), [one.task_id, two.task_id].sort());
  await transition(store, one.task_id, { type: 'claimed', run: 1, job: 'j' });
  assert.deepEqual(await ids('queued'), [two.task_id]);
  assert.deepEqual(await ids('processing'), [one.task_id]);
  assert.deepEqual(await ids('completed'), []);
});
