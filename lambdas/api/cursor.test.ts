import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { TASK_STATUSES } from '../../core/task.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';

const position = fc.record(
  { task_id: fc.uuid(), created_sort: fc.string({ minLength: 1 }) },
  { noNullPrototype: true },
);
const list = fc.record({
  owner: fc.string(),
  status: fc.option(fc.constantFrom(...TASK_STATUSES), { nil: undefined }),
});
const invalid = { code: 'cursor_invalid' };

test('a cursor gives its position back, in its own list', () => {
  fc.assert(
    fc.property(list, position, (list, place) => {
      assert.deepEqual(decodeCursor(list, encodeCursor(list, place)), place);
    }),
  );
});

test('a cursor is refused in any other list', () => {
  fc.assert(
    fc.property(list, list, position, (list, other, place) => {
      fc.pre(list.owner !== other.owner || list.status !== other.status);
      assert.throws(() => decodeCursor(other, encodeCursor(list, place)), invalid);
    }),
  );
});

test('a cursor with a character changed, added or left out is refused', () => {
  const put = fc.constantFrom('', ...'ABYZabyz0189-_=+/ é');
  fc.assert(
    fc.property(list, position, fc.nat(), put, fc.constantFrom(0, 1), (list, place, at, put, drop) => {
      const cursor = encodeCursor(list, place);
      const index = at % (cursor.length + 1);
      const altered = cursor.slice(0, index) + put + cursor.slice(index + drop);
      fc.pre(altered !== cursor);
      assert.throws(() => decodeCursor(list, altered), invalid);
    }),
    { numRuns: 1000 },
  );
});

test('no text is taken for a cursor', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.base64String(),
        fc.json().map((text) => btoa(encodeURI(text))),
      ),
      (text) => {
        assert.throws(() => decodeCursor({ owner: 'ann' }, text), invalid);
      },
    ),
  );
});
