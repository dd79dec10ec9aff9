import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bytesOfPart, partBytesFor, partCount } from './upload-plan.ts';

const MEBIBYTE = 2 ** 20;

test('5 GB go up in 8 MiB parts, 20 GiB too', () => {
  assert.equal(partBytesFor(5e9), 8 * MEBIBYTE);
  assert.equal(partCount(5e9, partBytesFor(5e9)), 597);
  assert.equal(partBytesFor(20 * 1024 * MEBIBYTE), 8 * MEBIBYTE);
});

test('parts are no more than S3 allows, large enough, and add up to the file', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 * 2 ** 40 }), (bytes) => {
      const partBytes = partBytesFor(bytes);
      const count = partCount(bytes, partBytes);
      assert.ok(count >= 1 && count <= 10_000 && partBytes >= 8 * MEBIBYTE && partBytes % MEBIBYTE === 0);
      const last = bytesOfPart(bytes, partBytes, count);
      assert.ok(last >= 1 && last <= partBytes);
      assert.equal((count - 1) * partBytes + last, bytes);
    }),
  );
});
