/** Two parts at once: both results, or the first failure as soon as the other has given up. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { sideBySide } from './side-by-side.ts';

const never = new AbortController().signal;

describe('sideBySide', () => {
  it('answers both results', async () => {
    assert.deepEqual(
      await sideBySide(
        never,
        async () => 1,
        async () => 'two',
      ),
      [1, 'two'],
    );
  });

  for (const failing of ['first', 'second'])
    it(`gives the other up when the ${failing} fails, and waits for it`, async () => {
      let over = false;
      const fails = async () => {
        throw new Error('The video is gone.');
      };
      const lasts = async (signal: AbortSignal) => {
        await sleep(60_000, undefined, { signal }).catch(() => sleep(20));
        over = true;
        throw new Error('Given up.');
      };
      const [one, other] = failing === 'first' ? [fails, lasts] : [lasts, fails];
      await assert.rejects(sideBySide(never, one, other), { message: 'The video is gone.' });
      assert.ok(over);
    });

  it('gives both up with whoever asks for them', async () => {
    const asked = new AbortController();
    const lasts = (signal: AbortSignal) => sleep(60_000, undefined, { signal });
    const both = sideBySide(asked.signal, lasts, lasts);
    const reason = new Error('The machine goes away.');
    asked.abort(reason);
    await assert.rejects(both, (error: Error) => error.cause === reason);
  });
});
