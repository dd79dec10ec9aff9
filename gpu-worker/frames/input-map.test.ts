import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type AxisMap, boxMap, letterboxMap, toPicture } from './input-map.ts';

const CROP = { width: 192, height: 256 };

function assertMap(axis: AxisMap, at: number, expected: number): void {
  const found = toPicture(axis, at);
  assert.ok(Math.abs(found - expected) < 1e-9, `${at} lies at ${found}, not ${expected}`);
}

describe('the letterbox', () => {
  it('lays edge upon edge', () => {
    const { x, y } = letterboxMap({ width: 1280, height: 720 }, { width: 416, height: 416 });
    assertMap(x, -0.5, -0.5);
    assertMap(x, 415.5, 1279.5);
    assertMap(y, -0.5, -0.5);
    assertMap(y, 233.5, 719.5);
  });

  it('resizes to whole pixels, to the nearest as MMCV does', () => {
    // 333 × 640 / 500 is 426.24.
    const { x, y } = letterboxMap({ width: 500, height: 333 }, { width: 640, height: 640 });
    assertMap(x, 639.5, 499.5);
    assertMap(y, 425.5, 332.5);
    const { y: up } = letterboxMap({ width: 1000, height: 1 }, { width: 100, height: 100 });
    assertMap(up, 0.5, 0.5);
  });
});

describe('a box', () => {
  it('is grown to the input’s proportions, then by the scale, around its middle', () => {
    const wide = boxMap([100, 200, 400, 300], { scale: 1.25, udp: false }, CROP);
    assertMap(wide.x, 0, 250 - 187.5);
    assertMap(wide.x, 192, 250 + 187.5);
    assertMap(wide.y, 0, 250 - 250);
    assertMap(wide.y, 256, 250 + 250);
    const high = boxMap([100, 200, 110, 400], { scale: 1, udp: false }, CROP);
    assertMap(high.x, 0, 105 - 75);
    assertMap(high.y, 256, 400);
  });

  it('spans a step less with unbiased data processing: corners on the middles of corner pixels', () => {
    const { x, y } = boxMap([100, 200, 250, 400], { scale: 1, udp: true }, CROP);
    assertMap(x, 0, 100);
    assertMap(x, 191, 250);
    assertMap(y, 0, 200);
    assertMap(y, 255, 400);
  });
});
