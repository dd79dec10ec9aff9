import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { DecodeClock } from './decode-clock.ts';

test('the time in which a buffer is waited for is not the decoder’s, nor is what follows its end', async () => {
  const clock = new DecodeClock();
  await sleep(60);
  assert.equal(await clock.holdBack(sleep(300, 'a buffer')), 'a buffer');
  clock.stop();
  await sleep(300);
  assert.ok(clock.milliseconds >= 59 && clock.milliseconds < 300, `${clock.milliseconds} ms`);
});
