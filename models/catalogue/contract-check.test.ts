import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requireModel } from '../catalogue.ts';
import { contractTroubles, type FoundTensors } from './contract-check.ts';
import type { ModelContract } from './model-contract.ts';

const contractOf = (name: string) => requireModel(name).contract;
const VITPOSE = contractOf('vitpose-b');

/** Tensors that are exactly what a contract says. */
function asWritten({ input, outputs }: ModelContract): { inputs: Tensor[]; outputs: Tensor[] } {
  return {
    inputs: [{ name: input.name, type: input.type, shape: input.shape }],
    outputs: outputs.map((output) => ({ ...output, type: 'float32' })),
  };
}
type Tensor = FoundTensors['inputs'][number];

test('a file that is what the contract says has no troubles, nor has one that leaves all sizes free', () => {
  for (const name of [
    'vitpose-b',
    'rtmpose-m',
    'rtmo-s',
    'yolox-m',
    'yolox-s-coco',
    'movenet-multipose',
    'movenet-thunder',
  ]) {
    const contract = contractOf(name);
    const found = asWritten(contract);
    assert.deepEqual(contractTroubles(found, contract), [], name);
    const free = (tensors: Tensor[]) =>
      tensors.map((each) => ({ ...each, shape: each.shape?.map(() => '') ?? [] }));
    assert.deepEqual(
      contractTroubles({ inputs: free(found.inputs), outputs: free(found.outputs) }, contract),
      [],
    );
    const untold = (tensors: Tensor[]) => tensors.map(({ name, type }) => ({ name, type }));
    assert.deepEqual(
      contractTroubles({ inputs: untold(found.inputs), outputs: untold(found.outputs) }, contract),
      [],
    );
  }
});

test('everything that is wrong is told at once', () => {
  const found = {
    inputs: [
      { name: 'input_0', type: 'float16', shape: [1, 3, 384, 288] },
      { name: 'mask', type: 'bool', shape: [1] },
    ],
    outputs: [{ name: 'output_0', type: 'float16', shape: ['batch', 26, 96, 72] }],
  };
  assert.deepEqual(contractTroubles(found, VITPOSE), [
    'The model wants a further input, "mask"; only one can be filled.',
    'The input "input_0" is float16, not float32.',
    'Size 2 of the input "input_0" [1, 3, 384, 288] is 384, not 256.',
    'Size 3 of the input "input_0" [1, 3, 384, 288] is 288, not 192.',
    'The output "output_0" is float16, not float32 or int32 or int64.',
    'Size 1 of the output "output_0" [batch, 26, 96, 72] is 26, not 17 (the keypoints of coco-17).',
    'Size 2 of the output "output_0" [batch, 26, 96, 72] is 96, not 64.',
    'Size 3 of the output "output_0" [batch, 26, 96, 72] is 72, not 48.',
  ]);
});

test('names that are not there are told with those that are', () => {
  const found = {
    inputs: [{ name: 'pixel_values', type: 'float32', shape: [1, 3, 256, 192] }],
    outputs: [{ name: 'heatmaps', type: 'float32', shape: [1, 17, 64, 48] }],
  };
  assert.deepEqual(contractTroubles(found, VITPOSE), [
    'There is no input "input_0"; the model has "pixel_values".',
    'There is no output "output_0"; the model has "heatmaps".',
  ]);
  assert.deepEqual(contractTroubles({ inputs: [], outputs: [] }, VITPOSE), [
    'There is no input "input_0"; the model has none.',
    'There is no output "output_0"; the model has none.',
  ]);
});

test('another number of sizes is told', () => {
  const { inputs } = asWritten(VITPOSE);
  const outputs = [{ name: 'output_0', type: 'float32', shape: ['n', 17, 2] }];
  assert.deepEqual(contractTroubles({ inputs, outputs }, VITPOSE), [
    'The output "output_0" has 3 sizes [n, 17, 2], not the 4 of [batch, 17, 64, 48].',
  ]);
});

test('a batch may be free or one, but not fixed at more', () => {
  const batch = (size: number) => {
    const { inputs, outputs } = asWritten(VITPOSE);
    const input = { ...(inputs[0] as Tensor), shape: [size, 3, 256, 192] };
    return contractTroubles({ inputs: [input], outputs }, VITPOSE);
  };
  assert.deepEqual(batch(1), []);
  assert.match(batch(4)[0] ?? '', /is 4, not 1 \(or free, since any number of crops/);
});

test('sides that the contract only names must be those of its size', () => {
  const rtmdet = contractOf('rtmdet-nano');
  const multipose = contractOf('movenet-multipose');
  const withInput = (contract: ModelContract, shape: number[]) => {
    const { inputs, outputs } = asWritten(contract);
    return contractTroubles({ inputs: [{ ...(inputs[0] as Tensor), shape }], outputs }, contract);
  };
  assert.deepEqual(withInput(rtmdet, [1, 3, 320, 320]), []);
  assert.match(withInput(rtmdet, [1, 3, 320, 640])[0] ?? '', /is 640, not 320 \(the width in the contract\)/);
  assert.match(
    withInput(multipose, [1, 256, 256, 3])[0] ?? '',
    /is 256, not free \(the contract takes multiples of 32\)/,
  );
});

test('RTMO’s keypoints are counted where they are', () => {
  const rtmo = contractOf('rtmo-s');
  const { inputs, outputs } = asWritten(rtmo);
  const [dets, keypoints] = outputs as [Tensor, Tensor];
  const other = { ...keypoints, shape: [1, 'n', 26, 3] };
  assert.deepEqual(contractTroubles({ inputs, outputs: [dets, other] }, rtmo), [
    'Size 2 of the output "keypoints" [1, n, 26, 3] is 26, not 17 (the keypoints of coco-17).',
  ]);
});
