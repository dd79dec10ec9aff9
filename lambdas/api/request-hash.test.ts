import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requestHash } from './request-hash.ts';

test('order, null and absent fields make no difference', () => {
  const hash = requestHash({ a: 1, b: { c: [1, 2], d: 'x' } });
  assert.equal(requestHash({ b: { d: 'x', c: [1, 2], e: null }, a: 1, f: undefined }), hash);
  assert.match(hash, /^[0-9a-f]{64}$/);
});

test('values, types and the order of lists do', () => {
  const hashes = [{ a: 1 }, { a: '1' }, { a: [1, 2] }, { a: [2, 1] }, { a: { b: 1 } }, { b: 1 }, {}].map(
    requestHash,
  );
  assert.equal(new Set(hashes).size, hashes.length);
});
