import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FramePool, poolSize } from './frame-pool.ts';

const MIB = 1024 * 1024;

describe('the number of frames that are held', () => {
  it('reaches far enough for each thread to have a window, with frames beside them', () => {
    assert.ok(poolSize(MIB, 2, 2 * 7) > 2 * 7 + 2);
    assert.ok(poolSize(MIB, 2) < 2 * 7);
  });

  it('is bounded by their bytes, but never too small for the threads', () => {
    assert.equal(poolSize(2 * MIB, 2, 2 * 300), 96);
    assert.ok(poolSize(200 * MIB, 4) > 4);
  });
});

describe('a pool of frames', () => {
  it('lets those wait who ask for more than there are, and serves them in their order', async () => {
    const pool = new FramePool(1, 6);
    const first = await pool.acquire();
    const served: string[] = [];
    const waiting = ['second', 'third'].map(async (name) => {
      const frame = await pool.acquire();
      served.push(name);
      return frame;
    });
    await Promise.resolve();
    assert.deepEqual(served, []);
    pool.release(first);
    pool.release((await waiting[0]) as typeof first);
    assert.equal((await waiting[1])?.slot, first.slot);
    assert.deepEqual(served, ['second', 'third']);
  });
});
