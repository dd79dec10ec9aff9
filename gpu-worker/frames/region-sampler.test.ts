import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { I420 } from './i420.ts';
import { RegionSampler } from './region-sampler.ts';
import { letterboxRegion, proportionalInput, type Region, squareRegion } from './regions.ts';
import { drawnPicture } from './testing/drawn-picture.ts';

function sample(from: I420, region: Region, width: number, height: number) {
  const data = new Int32Array(width * height * 3);
  new RegionSampler({ width, height }).fill(from, region, data);
  return (x: number, y: number) => [...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)];
}

function assertNear(actual: number[], expected: number[], tolerance = 3): void {
  actual.forEach((value, index) => {
    assert.ok(Math.abs(value - (expected[index] as number)) <= tolerance, `${actual} is not ${expected}`);
  });
}

describe('sampling a region', () => {
  for (const colour of [
    [255, 0, 0],
    [0, 255, 0],
    [0, 0, 255],
    [255, 255, 255],
    [0, 0, 0],
    [200, 120, 30],
  ] as const) {
    it(`gives back the colour ${colour}`, () => {
      const at = sample(
        drawnPicture(64, 48, () => [...colour]),
        { x: 0, y: 0, width: 64, height: 48 },
        32,
        24,
      );
      assertNear(at(16, 12), [...colour]);
    });
  }

  for (const scale of [0.25, 0.6, 1, 1.5, 2, 3, 5.5]) {
    it(`puts each thing where it belongs at scale ${scale}`, () => {
      const source = drawnPicture(400, 400, (x) => [x / 2, x / 2, x / 2]);
      const at = sample(source, { x: 40, y: 40, width: 40 * scale, height: 40 * scale }, 40, 40);
      for (const column of [1, 20, 38]) {
        const x = 40 + (column + 0.5) * scale - 0.5;
        assertNear(at(column, 20), [x / 2, x / 2, x / 2], 2);
      }
    });
  }

  it('is black beyond the picture', () => {
    const source = drawnPicture(40, 40, () => [255, 255, 255]);
    const at = sample(source, { x: -20, y: -20, width: 80, height: 80 }, 40, 40);
    assert.deepEqual(at(5, 20), [0, 0, 0]);
    assertNear(at(20, 20), [255, 255, 255]);
    assert.deepEqual(at(35, 35), [0, 0, 0]);
  });

  it('survives a region wholly beyond the picture', () => {
    const at = sample(
      drawnPicture(40, 40, () => [255, 255, 255]),
      { x: 500, y: 0, width: 80, height: 80 },
      40,
      40,
    );
    assert.deepEqual(at(5, 20), [0, 0, 0]);
  });
});

describe('regions', () => {
  it('letterboxes into the upper left', () => {
    assert.deepEqual(letterboxRegion({ width: 1280, height: 720 }, { width: 320, height: 192 }), {
      x: 0,
      y: 0,
      width: 1280,
      height: 768,
    });
  });

  it('keeps proportions in multiples of the step', () => {
    const size = { longSide: 320, step: 32 };
    assert.deepEqual(proportionalInput({ width: 1280, height: 720 }, size), { width: 320, height: 192 });
    assert.deepEqual(proportionalInput({ width: 1080, height: 1920 }, size), { width: 192, height: 320 });
    assert.deepEqual(proportionalInput({ width: 8000, height: 8 }, size), { width: 320, height: 32 });
  });

  it('pads a box to a square around its middle', () => {
    assert.deepEqual(squareRegion([10, 20, 30, 60], 1.25), { x: -5, y: 15, width: 50, height: 50 });
  });
});
