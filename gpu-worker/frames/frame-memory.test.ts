import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FrameMemory } from './frame-memory.ts';
import { FramePool } from './frame-pool.ts';

describe('memory of frames', () => {
  it('is taken over by the next video, smaller ones too', () => {
    const memory = new FrameMemory();
    const first = memory.take(3, 1000);
    memory.giveBack(first);
    const second = memory.take(4, 800);
    assert.equal(second.filter((piece) => first.includes(piece)).length, 3);
    assert.ok(second.every(({ byteLength }) => byteLength >= 800));
  });

  it('is given up where it is too small, or much too large', () => {
    const memory = new FrameMemory();
    for (const [before, bytes] of [
      [1000, 1001],
      [1000, 499],
    ] as const) {
      const first = memory.take(2, before);
      memory.giveBack(first);
      const second = memory.take(2, bytes);
      assert.deepEqual(
        [second.some((piece) => first.includes(piece)), second[0]?.byteLength],
        [false, bytes],
      );
    }
  });

  it('is lent in frames of the size that was asked for, and given back once', async () => {
    const memory = new FrameMemory();
    memory.giveBack([new SharedArrayBuffer(100)]);
    const pool = new FramePool(2, 60, memory);
    const frames = [await pool.acquire(), await pool.acquire()];
    assert.deepEqual(frames.map(({ bytes, shared }) => [bytes.length, shared.byteLength]).sort(), [
      [60, 100],
      [60, 60],
    ]);
    frames.forEach(pool.release);
    pool.close();
    assert.deepEqual(
      memory
        .take(2, 60)
        .map(({ byteLength }) => byteLength)
        .sort((a, b) => a - b),
      [60, 100],
    );
  });
});
