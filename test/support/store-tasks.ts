/** Tasks in every state, for tests of the store. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { createTask } from '../../core/store/create-task.ts';
import { listTasks, type TaskListing } from '../../core/store/list-tasks.ts';
import type { Store } from '../../core/store/store.ts';
import { transition } from '../../core/store/transition.ts';
import type { TaskProgress, TaskRecord } from '../../core/task.ts';
import { sampleTask } from './sample-task.ts';

/** A worker's report. */
export const PROGRESS: TaskProgress = {
  stage: 'poses',
  frames_done: 30,
  frames_total: 300,
  fps: 15,
  eta_seconds: 18,
};

/** A task that waits; of an owner of its own, unless `fields` say otherwise. */
export async function newTask(store: Store, fields: Partial<TaskRecord> = {}): Promise<TaskRecord> {
  const record = sampleTask({ owner: randomUUID(), ...fields });
  assert.equal(await createTask(store, record), true);
  return record;
}

/** A task that a worker in `job-1` has claimed. */
export async function claimed(store: Store, fields: Partial<TaskRecord> = {}): Promise<TaskRecord> {
  const { task_id, run } = await newTask(store, fields);
  await transition(store, task_id, { type: 'submitted', run, job: 'job-1' });
  const record = await transition(store, task_id, { type: 'claimed', run, job: 'job-1' });
  assert.ok(record);
  return record;
}

/** A task that its worker has ended. */
export async function ended(
  store: Store,
  status: 'completed' | 'failed',
  fields: Partial<TaskRecord> = {},
): Promise<TaskRecord> {
  const { task_id, run, attempt } = await claimed(store, fields);
  const record = await transition(store, task_id, { type: 'finished', run, attempt, job: 'job-1', status });
  assert.ok(record);
  return record;
}

/** An item as it lies in the table. */
export async function rawItem(store: Store, pk: string): Promise<Record<string, unknown>> {
  const answer = await store.client.send(new GetCommand({ TableName: store.table, Key: { pk } }));
  assert.ok(answer.Item);
  return answer.Item;
}

/** All pages of a list. */
export async function allPages(store: Store, listing: Omit<TaskListing, 'after'>): Promise<TaskRecord[][]> {
  const pages: TaskRecord[][] = [];
  let after: TaskListing['after'];
  do {
    const page = await listTasks(store, { ...listing, ...(after === undefined ? {} : { after }) });
    pages.push(page.tasks);
    after = page.next;
  } while (after !== undefined);
  return pages;
}
