import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { resumeStart } from './decode-start.ts';
import type { FrameMark } from './frame-mark.ts';
import type { FrameTable } from './frame-table.ts';

/** 100 frames of 10 ticks, a keyframe every 20. */
const TABLE: FrameTable = {
  pts: Float64Array.from({ length: 100 }, (_, index) => 10 * index),
  keyframes: Uint32Array.of(0, 20, 40, 60, 80),
  frames: 100,
  complete: true,
  steady: true,
};

function markAt(index: number): FrameMark {
  const counts = { decoded: index + 1, counted: index + 1 };
  return { index, pts: 10 * index, time: index / 10, ...counts, complaints: [], complaintCount: 0 };
}

describe('taking up decoding behind a frame', () => {
  for (const [index, keyframe] of [
    [5, 0],
    [25, 0],
    [59, 20],
    [60, 40],
    [99, 60],
  ] as const) {
    it(`begins at keyframe ${keyframe}, the last but one before frame ${index}`, () => {
      const start = resumeStart(TABLE, markAt(index), 'count');
      assert.deepEqual([start?.keyframe, start?.indexing, start?.after?.index], [keyframe, 'count', index]);
    });
  }

  it('begins at the start of a file without keyframes', () => {
    assert.equal(resumeStart({ ...TABLE, keyframes: new Uint32Array() }, markAt(50), 'count')?.keyframe, 0);
  });

  it('is not possible where the clock falls back', () => {
    assert.equal(resumeStart({ ...TABLE, steady: false }, markAt(50), 'count'), undefined);
  });
});
