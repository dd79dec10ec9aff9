/** What a caller may send is what DynamoDB can store. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { encodeCursor } from '../../lambdas/api/cursor.ts';
import { BUCKETS, startApiService } from '../api/api-service.ts';

const VIDEO = 'media/local/0/walk.mp4';
const service = await startApiService();
after(service.close);
await service.put(BUCKETS.media, VIDEO);

function process(options: object) {
  return service.call({ method: 'POST', path: '/process', body: { video_filename: VIDEO, options } });
}

test('the smallest number that can be stored comes back; a smaller one is refused by name', async () => {
  const smallest = { bbox_threshold: 1e-130, start_seconds: 0, end_seconds: 0.1 + 0.2 };
  const { status, json } = await process(smallest);
  assert.equal(status, 202);
  const stored = await service.call({ method: 'GET', path: `/status/${json.task_id}` });
  assert.deepEqual(stored.json.options, smallest);
  for (const [field, value] of [
    ['bbox_threshold', 1e-131],
    ['start_seconds', Number.MIN_VALUE],
  ] as const) {
    const refused = await process({ [field]: value });
    assert.deepEqual([refused.status, refused.json.issues?.[0]?.field], [422, `options.${field}`]);
  }
});

test('a cursor that was made up is refused when it could be no key, even with the right sum', async () => {
  for (const position of [
    { task_id: '', created_sort: '2026-01-01T00:00:00.000Z#' },
    { task_id: randomUUID(), created_sort: '' },
  ]) {
    const query = { cursor: encodeCursor({ owner: 'local' }, position) };
    const { status, json } = await service.call({ method: 'GET', path: '/tasks', query });
    assert.deepEqual([status, json.code], [400, 'cursor_invalid']);
  }
});
