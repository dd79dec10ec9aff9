import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planSlice, type SliceSpecification } from './strided-slice.ts';

const TO_THE_END = 2 ** 31 - 1;

test('begin and end of an axis become one slice', () => {
  assert.deepEqual(plan({ begin: [1], end: [3] }), {
    slices: [{ axis: 0, begin: 1, end: 3, stride: 1 }],
    squeeze: [],
    unsqueeze: [],
  });
});

test('masked axes are left whole, and later ones keep their number', () => {
  const { slices } = plan({ begin: [7, 1], end: [7, 2], beginMask: 0b01, endMask: 0b01 });
  assert.deepEqual(slices, [{ axis: 1, begin: 1, end: 2, stride: 1 }]);
});

test('a shrunk axis is one element and disappears, whatever its end says', () => {
  const { slices, squeeze } = plan({ begin: [2], end: [0], shrinkAxisMask: 1 });
  assert.deepEqual(slices, [{ axis: 0, begin: 2, end: 3, stride: 1 }]);
  assert.deepEqual(squeeze, [0]);
});

test('the last element can be shrunk to', () => {
  const { slices } = plan({ begin: [-1], end: [0], shrinkAxisMask: 1 });
  assert.deepEqual(slices, [{ axis: 0, begin: -1, end: TO_THE_END, stride: 1 }]);
});

test('new axes count in the output, not in the input', () => {
  // x[newaxis, 1, newaxis, :]
  const result = plan({
    begin: [0, 1, 0, 0],
    end: [0, 2, 0, 0],
    beginMask: 0b1000,
    endMask: 0b1000,
    newAxisMask: 0b0101,
    shrinkAxisMask: 0b0010,
  });
  assert.deepEqual(result.slices, [{ axis: 0, begin: 1, end: 2, stride: 1 }]);
  assert.deepEqual(result.squeeze, [0]);
  assert.deepEqual(result.unsqueeze, [0, 1]);
});

test('a stride makes a slice of a masked axis', () => {
  const { slices } = plan({ begin: [0], end: [0], strides: [2], beginMask: 1, endMask: 1 });
  assert.deepEqual(slices, [{ axis: 0, begin: 0, end: TO_THE_END, stride: 2 }]);
});

function plan(specification: Pick<SliceSpecification, 'begin' | 'end'> & Partial<SliceSpecification>) {
  return planSlice({
    strides: specification.begin.map(() => 1),
    beginMask: 0,
    endMask: 0,
    newAxisMask: 0,
    shrinkAxisMask: 0,
    ...specification,
  });
}
