import assert from 'node:assert/strict';
import { test } from 'node:test';
import { processHeadersSchema } from '../core/requests.ts';
import { idempotencyKey } from './identity.ts';

const walk = { video: 'sha256:00', model: undefined, bboxes: undefined, options: {} };

test('the order of options makes no difference', () => {
  assert.equal(
    idempotencyKey({ ...walk, options: { max_people: 2, frame_stride: 3 } }),
    idempotencyKey({ ...walk, options: { frame_stride: 3, max_people: 2 } }),
  );
});

test('everything else makes one', () => {
  const keys = [
    walk,
    { ...walk, video: 's3://b/k' },
    { ...walk, model: 'm' },
    { ...walk, bboxes: 'm' },
    { ...walk, options: { max_people: 2 } },
  ].map(idempotencyKey);
  assert.equal(new Set(keys).size, keys.length);
});

test('the key is one that the service takes', () => {
  processHeadersSchema.parse({ 'idempotency-key': idempotencyKey(walk) });
});
