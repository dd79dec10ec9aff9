import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { sampleTask } from '../../test/support/sample-task.ts';
import { newTask } from '../../test/support/store-tasks.ts';
import { openTestStore } from '../../test/support/test-store.ts';
import { readCounts } from './counts.ts';
import { createTask } from './create-task.ts';
import { findTask, readTask } from './read-task.ts';

const { store, close } = await openTestStore();
after(close);

test('a task is created once, however many try', async () => {
  const record = sampleTask({ owner: randomUUID() });
  const won = await Promise.all(
    Array.from({ length: 8 }, (_, index) => createTask(store, { ...record, model: `model-${index}` })),
  );
  assert.equal(won.filter(Boolean).length, 1);
  assert.deepEqual(await readTask(store, record.task_id), { ...record, model: `model-${won.indexOf(true)}` });
  assert.deepEqual(await readCounts(store, record.owner), { queued: 1, processing: 0, total: 1 });
});

test('a record comes back as it was written, without attributes of the table', async () => {
  const record = await newTask(store, {
    bboxes_path: 'boxes.json',
    bboxes: { bucket: 'media', key: 'boxes é+%.json' },
    options: { max_people: 3, visualization: false, bbox_threshold: 0.25 },
    request_hash: 'abc',
  });
  assert.deepEqual(await readTask(store, record.task_id), record);
  assert.deepEqual(await findTask(store, randomUUID()), { kind: 'none' });
});
