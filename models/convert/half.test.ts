import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeHalves, halfToNumber } from './half.ts';

const KNOWN: readonly [number, number][] = [
  [0x0000, 0],
  [0x3c00, 1],
  [0xc000, -2],
  [0x7bff, 65504],
  [0x0001, 2 ** -24],
  [0x03ff, 1023 * 2 ** -24],
  [0x0400, 2 ** -14],
  [0x3555, 0.333251953125],
  [0x7c00, Number.POSITIVE_INFINITY],
  [0xfc00, Number.NEGATIVE_INFINITY],
];

for (const [bits, number] of KNOWN) {
  test(`the half 0x${bits.toString(16)} is ${number}`, () => {
    assert.equal(halfToNumber(bits), number);
  });
}

test('a half with all exponent bits and a fraction is not a number', () => {
  assert.ok(Number.isNaN(halfToNumber(0x7e00)));
});

test('halves are read in little-endian order, from the middle of a buffer too', () => {
  const bytes = Uint8Array.of(0xff, 0x00, 0x3c, 0x00, 0xc0);
  assert.deepEqual(decodeHalves(bytes.subarray(1)), Float32Array.of(1, -2));
});
