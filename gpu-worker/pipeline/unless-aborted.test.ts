import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { unlessAborted } from './unless-aborted.ts';

const never = new Promise<number>(() => {});

describe('work that a signal may end', () => {
  it('gives what it gives while the signal lasts, and then hears of nothing', async () => {
    const abort = new AbortController();
    const stopped: Error[] = [];
    const stop = (reason: Error) => void stopped.push(reason);
    assert.equal(await unlessAborted(Promise.resolve(1), abort.signal, stop), 1);
    await assert.rejects(unlessAborted(Promise.reject(new Error('No.')), abort.signal, stop), /No/);
    abort.abort();
    assert.deepEqual(stopped, []);
  });

  for (const when of ['before', 'later'] as const) {
    it(`is not waited for when the signal is aborted ${when}`, async () => {
      const abort = new AbortController();
      const reason = new Error('The machine goes away.');
      const stopped: Error[] = [];
      if (when === 'before') abort.abort(reason);
      const outcome = unlessAborted(never, abort.signal, (why) => void stopped.push(why));
      abort.abort(reason);
      await assert.rejects(outcome, reason);
      assert.deepEqual(stopped, [reason]);
    });
  }
});
