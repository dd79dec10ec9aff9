import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setImmediate as later } from 'node:timers/promises';
import { UnderWay } from './under-way.ts';

it('remembers work until it is over, and no longer', async () => {
  const underWay = new UnderWay();
  const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  for (const { promise } of [first, second]) underWay.add(promise);
  let isOver = false;
  const over = underWay.over().then(() => {
    isOver = true;
  });
  first.resolve();
  await later();
  assert.deepEqual([underWay.count, isOver], [1, false]);
  second.resolve();
  await over;
  assert.equal(underWay.count, 0);
});
