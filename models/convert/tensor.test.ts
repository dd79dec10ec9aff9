import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sizeOf, type Tensor, transpose, uniformValue } from './tensor.ts';

test('transposing an image from NHWC to NCHW puts the channels in planes', () => {
  const nhwc = { shape: [1, 2, 2, 3], data: Float32Array.of(1, 10, 100, 2, 20, 200, 3, 30, 300, 4, 40, 400) };
  const nchw = transpose(nhwc, [0, 3, 1, 2]);
  assert.deepEqual(nchw.shape, [1, 3, 2, 2]);
  assert.deepEqual([...nchw.data], [1, 2, 3, 4, 10, 20, 30, 40, 100, 200, 300, 400]);
});

test('transposing by an order and then by its inverse changes nothing', () => {
  const tensors = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 }).map(counting);
  const cases = tensors.chain((tensor) => {
    const axes = [...tensor.shape.keys()];
    return fc.tuple(fc.constant(tensor), fc.shuffledSubarray(axes, { minLength: axes.length }));
  });
  fc.assert(
    fc.property(cases, ([tensor, order]) => {
      const inverse = order.map((_, axis) => order.indexOf(axis));
      assert.deepEqual(transpose(transpose(tensor, order), inverse), tensor);
    }),
  );
});

test('only a tensor of equal elements has a uniform value', () => {
  assert.equal(uniformValue({ shape: [3], data: Float32Array.of(2, 2, 2) }), 2);
  assert.equal(uniformValue({ shape: [3], data: Float32Array.of(2, 2, 1) }), undefined);
  assert.equal(uniformValue({ shape: [0], data: new Float32Array() }), undefined);
});

function counting(shape: number[]): Tensor {
  return { shape, data: Int32Array.from({ length: sizeOf(shape) }, (_, index) => index) };
}
