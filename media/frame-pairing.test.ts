import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DecodeRequest } from './frame-decoder.ts';
import { FramePairing } from './frame-pairing.ts';
import type { FrameTable } from './frame-table.ts';

/** Ten frames of 10 ticks. */
const TABLE: FrameTable = {
  pts: Float64Array.from({ length: 10 }, (_, index) => 10 * index),
  keyframes: Uint32Array.of(0, 4),
  frames: 10,
  complete: true,
  steady: true,
};

/** Indices of the frames that come with these ticks, of a decoder that was made to seek. */
async function indicesOf(ticks: readonly number[]): Promise<number[]> {
  const pairing = new FramePairing({
    selection: { stride: 1, start: 0.5, end: 2 },
    probe: { origin: 0, frameRate: { num: 10, den: 1 }, timeBase: { num: 1, den: 100 } },
    start: { table: TABLE, keyframe: 4, indexing: 'table' },
    release: () => {},
  } as unknown as DecodeRequest<{ bytes: Buffer }>);
  for (const pts of ticks) {
    pairing.takeTime(pts, pts / 100);
    if (pts >= 50) pairing.takeBuffer({ bytes: Buffer.alloc(0) });
  }
  pairing.end();
  const indices: number[] = [];
  for await (const { index } of pairing.frames) indices.push(index);
  return indices;
}

describe('frames that get their index by the frame table', () => {
  it('are those of the range, wherever decoding began', async () => {
    assert.deepEqual(await indicesOf([40, 50, 60, 70]), [5, 6, 7]);
    assert.deepEqual(await indicesOf([20, 30, 40, 50, 60]), [5, 6]);
  });

  for (const [what, ticks] of [
    ['a packet is no frame', [40, 50, 70]],
    ['a frame is not in the table', [40, 50, 55, 60]],
    ['two frames have the same time', [40, 50, 50, 60]],
  ] as const) {
    it(`are not trusted where ${what}`, async () => {
      await assert.rejects(indicesOf(ticks), { name: 'FrameUnknown' });
    });
  }
});
