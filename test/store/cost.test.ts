/**
 * What pages, `/health` and a sweep cost does not depend on how many tasks there are. `dynamodb-local.test.ts` runs
 * this once more, with more tasks.
 */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { ENV } from '../../core/environment.ts';
import { readCounts, WHOLE_SERVICE } from '../../core/store/counts.ts';
import { toItem } from '../../core/store/items.ts';
import { storeFromEnvironment } from '../../core/store/store.ts';
import { TASK_STATUSES, type TaskRecord } from '../../core/task.ts';
import { encodeCursor } from '../../lambdas/api/cursor.ts';
import { handler as sweep } from '../../lambdas/sweep.ts';
import { startApiService } from '../api/api-service.ts';
import { sampleTask } from '../support/sample-task.ts';
import { sharedEndpoint } from '../support/test-dynamodb.ts';
import { type Cost, meterCosts } from './cost-meter.ts';
import { fillTable } from './fill-table.ts';

const FEW = 100;
const MANY = sharedEndpoint() === undefined ? 5_000 : 100_000;
const ENDED = ['completed', 'failed', 'cancelled'] as const;
const OWNERS = ['ann', 'bob', 'ann', 'eve'] as const;
const START_MS = Date.parse('2026-01-01T00:00:00Z');
const DAY_SECONDS = 86_400;

// However long it takes to write the tasks, the sweeper has nothing to do about them.
const service = await startApiService({
  [ENV.silentSeconds]: String(DAY_SECONDS),
  [ENV.resendSeconds]: String(DAY_SECONDS),
});
after(service.close);
const store = storeFromEnvironment();
const measure = meterCosts(store.client);

function task(index: number, statuses: readonly TaskRecord['status'][]): TaskRecord {
  return sampleTask({
    owner: OWNERS[index % OWNERS.length] ?? 'ann',
    status: statuses[Math.floor(index / OWNERS.length) % statuses.length] ?? 'completed',
    batch_job_id: 'job-1',
    created_at: new Date(START_MS + index).toISOString(),
  });
}

/** The tasks of before, in all states, of which the first one of each is the oldest. */
const base = Array.from({ length: FEW }, (_, index) => task(index, TASK_STATUSES));

function* moreTasks(): Generator<TaskRecord> {
  for (let index = FEW; index < MANY; index += 1) yield task(index, ENDED);
}

/** The cursor of a page that ends with this many of ann's tasks still to come. */
function cursorBefore(remaining: number, status?: TaskRecord['status']): string {
  const list = { owner: 'ann', ...(status === undefined ? {} : { status }) };
  const record = base.filter((one) => one.owner === 'ann' && one.status === (status ?? one.status))[
    remaining
  ];
  assert.ok(record);
  return encodeCursor(list, { task_id: record.task_id, created_sort: toItem(record).created_sort });
}

async function get(path: string, query: Record<string, string> = {}): Promise<{ tasks: TaskRecord[] }> {
  const { status, json } = await service.call({ method: 'GET', path, query, owner: 'ann' });
  assert.equal(status, 200);
  return json;
}

const PAGES: Record<string, { length: number; query: Record<string, string> }> = {
  'a page': { length: 10, query: { limit: '10' } },
  'a page of one state': { length: 5, query: { status: 'completed', limit: '5' } },
  'a page deep in the list': { length: 20, query: { cursor: cursorBefore(20) } },
  'a page deep in one state': { length: 4, query: { status: 'failed', cursor: cursorBefore(4, 'failed') } },
};

/** What each costs, as the table stands. */
async function costs(): Promise<Record<string, Cost>> {
  // The first sweeps lay to rest what has moved.
  for (let round = 0; round < 2; round += 1) await sweep();
  const found: Record<string, Cost> = {
    health: await measure(() => get('/health')),
    sweep: await measure(() => sweep()),
  };
  for (const [name, { query, length }] of Object.entries(PAGES)) {
    found[name] = await measure(async () => assert.equal((await get('/tasks', query)).tasks.length, length));
  }
  return found;
}

test(`pages, health and sweeps cost the same with ${FEW} tasks and with ${MANY}`, async (context) => {
  // One by one, so that each part of the spread counter is there.
  for (const record of base) await fillTable(store, [record]);
  const few = await costs();
  await fillTable(store, moreTasks());
  assert.equal((await readCounts(store, WHOLE_SERVICE)).total, MANY);
  assert.deepEqual(await costs(), few);
  for (const [name, cost] of Object.entries(few)) {
    assert.ok(cost.units > 0 && cost.scanned < 2 * FEW, name);
    context.diagnostic(`${name}: ${JSON.stringify(cost)}`);
  }
});
