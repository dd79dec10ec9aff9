import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { I420 } from './i420.ts';
import { boxMap, type InputMap, letterboxMap, toPicture } from './input-map.ts';
import { InputSampler } from './input-sampler.ts';
import type { PixelFormat } from './pixel-tables.ts';
import type { Size } from './regions.ts';
import { type Colour, drawnPicture, plainPicture } from './testing/drawn-picture.ts';

const RAW: PixelFormat = {
  layout: 'nchw',
  colours: 'rgb',
  mean: [0, 0, 0],
  deviation: [1, 1, 1],
  padding: 114,
};
const IMAGENET: PixelFormat = {
  ...RAW,
  mean: [123.675, 116.28, 103.53],
  deviation: [58.395, 57.12, 57.375],
  padding: 0,
};

/** The three values of a pixel of the input, in the tensor's order. */
function sampled(picture: I420, map: InputMap, size: Size, format: PixelFormat = RAW, offset = 0) {
  const pixels = size.width * size.height;
  const data = new Float32Array(offset + 3 * pixels + 1).fill(-999);
  new InputSampler(size, format).fill(picture, map, data, offset);
  assert.equal(data.at(-1), -999, 'nothing is written behind the input');
  if (offset > 0) assert.equal(data[offset - 1], -999, 'nothing is written before it');
  return (x: number, y: number) =>
    [0, 1, 2].map((channel) => {
      const pixel = y * size.width + x;
      return data[
        offset + (format.layout === 'nchw' ? channel * pixels + pixel : 3 * pixel + channel)
      ] as number;
    });
}

function grey(value: number): Colour {
  return [value, value, value];
}

function assertNear(actual: readonly number[], expected: readonly number[], tolerance = 2): void {
  const far = actual.some((value, index) => !(Math.abs(value - (expected[index] as number)) <= tolerance));
  assert.ok(!far, `${actual} is not ${expected}`);
}

describe('sampling an input', () => {
  const SIZE = { width: 48, height: 64 };
  const COLOURS = [
    [255, 0, 0],
    [0, 255, 0],
    [0, 0, 255],
    [255, 255, 255],
    [0, 0, 0],
    [200, 120, 30],
  ] as const;

  for (const colour of COLOURS) {
    it(`gives back the colour ${colour}, in either order, normalised`, () => {
      const picture = plainPicture(96, 128, colour);
      const map = letterboxMap(picture, SIZE);
      assertNear(sampled(picture, map, SIZE)(20, 30), colour);
      const [red, green, blue] = colour;
      assertNear(sampled(picture, map, SIZE, { ...RAW, colours: 'bgr' })(20, 30), [blue, green, red]);
      const normalised = colour.map(
        (value, channel) =>
          (value - (IMAGENET.mean[channel] as number)) / (IMAGENET.deviation[channel] as number),
      );
      assertNear(sampled(picture, map, SIZE, IMAGENET)(20, 30), normalised, 0.04);
    });
  }

  it('lays channels out one after the other, or side by side', () => {
    const picture = plainPicture(96, 128, [200, 120, 30]);
    const map = letterboxMap(picture, SIZE);
    assertNear(sampled(picture, map, SIZE, { ...RAW, layout: 'nhwc' })(47, 63), [200, 120, 30]);
  });

  it('writes to its own place in a batch alone', () => {
    const picture = plainPicture(96, 128, [200, 120, 30]);
    const batch = 3 * SIZE.width * SIZE.height;
    assertNear(sampled(picture, letterboxMap(picture, SIZE), SIZE, RAW, batch)(0, 0), [200, 120, 30]);
  });

  for (const step of [0.25, 0.6, 1, 1.5, 2, 3, 4.6, 7]) {
    it(`takes each pixel from where the map says, ${step} pixels to one`, () => {
      const picture = drawnPicture(400, 400, (x, y) => grey(x / 2 + y / 8));
      const map = { x: { start: 20.3, step }, y: { start: 10.7, step } };
      const at = sampled(picture, map, { width: 40, height: 40 });
      for (const [column, row] of [
        [1, 2],
        [20, 11],
        [38, 39],
      ] as const) {
        assertNear(at(column, row), grey(toPicture(map.x, column) / 2 + toPicture(map.y, row) / 8), 1.2);
      }
    });
  }

  it('interpolates as OpenCV does between the middles of pixels', () => {
    const picture = drawnPicture(8, 8, (x) => grey(x < 4 ? 0 : 200));
    const at = sampled(
      picture,
      { x: { start: 3, step: 0.25 }, y: { start: 2, step: 1 } },
      { width: 5, height: 2 },
    );
    for (const column of [0, 1, 2, 3, 4]) assertNear(at(column, 0), grey(50 * column));
  });

  it('pads what lies beyond the picture', () => {
    const picture = plainPicture(40, 20, [255, 255, 255]);
    const letterboxed = sampled(picture, letterboxMap(picture, { width: 20, height: 20 }), {
      width: 20,
      height: 20,
    });
    assertNear(letterboxed(19, 9), [255, 255, 255]);
    assert.deepEqual(letterboxed(0, 10), [114, 114, 114]);
    assert.deepEqual(letterboxed(19, 19), [114, 114, 114]);
    const map = boxMap([-30, -30, 30, 30], { scale: 1, udp: false }, { width: 20, height: 20 });
    for (const layout of ['nchw', 'nhwc'] as const) {
      const cut = sampled(picture, map, { width: 20, height: 20 }, { ...RAW, layout });
      assert.deepEqual(cut(9, 15), [114, 114, 114]);
      assertNear(cut(10, 10), [255, 255, 255]);
      assertNear(cut(19, 16), [255, 255, 255]);
      assert.deepEqual(cut(19, 17), [114, 114, 114]);
    }
  });

  it('is all padding for a box wholly beyond the picture', () => {
    const picture = plainPicture(40, 20, [255, 255, 255]);
    const map = boxMap([500, 0, 560, 60], { scale: 1.25, udp: true }, { width: 20, height: 20 });
    assertNear(
      sampled(picture, map, { width: 20, height: 20 }, IMAGENET)(10, 10),
      [-2.118, -2.036, -1.804],
      0.001,
    );
  });

  it('forgets nothing and keeps nothing from one picture to the next', () => {
    const size = { width: 20, height: 20 };
    const sampler = new InputSampler(size, RAW);
    const data = new Float32Array(1200);
    const [white, red] = [plainPicture(40, 40, [255, 255, 255]), plainPicture(60, 20, [255, 0, 0])];
    sampler.fill(white, letterboxMap(white, size), data);
    sampler.fill(red, letterboxMap(red, size), data);
    assertNear([data[0], data[400], data[800]] as number[], [255, 0, 0]);
    assert.equal(data[399], 114);
  });

  it('reads the smallest picture', () => {
    const picture = plainPicture(2, 2, [255, 255, 255]);
    const map = boxMap([0, 0, 2, 2], { scale: 8, udp: false }, { width: 20, height: 20 });
    assertNear(sampled(picture, map, { width: 20, height: 20 })(10, 10), [255, 255, 255]);
  });
});
