import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLineOf } from './own-line.ts';

test('lines of other tasks are left out; what names none, such as a crash, is shown', () => {
  const line = (fields: object) => JSON.stringify({ level: 'INFO', message: 'Here.', ...fields });
  assert.ok(isLineOf('a', line({ task_id: 'a' })));
  assert.ok(!isLineOf('a', line({ task_id: 'b' })));
  assert.ok(isLineOf('a', line({})));
  assert.ok(isLineOf('a', 'free(): invalid pointer'));
});
