import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requireModel } from '../../../models/catalogue.ts';
import { batchSize } from './batch-size.ts';

const sizeOf = (model: string, provider: 'cpu' | 'cuda' | 'webgpu', fixed?: number) =>
  batchSize(requireModel(model).contract.input, { provider, threads: 1 }, fixed);

test('crops are batched on GPUs, large ones fewer at once', () => {
  assert.equal(sizeOf('vitpose-b', 'cpu'), 1);
  assert.equal(sizeOf('vitpose-b', 'cuda'), 8);
  assert.equal(sizeOf('vitpose-b', 'webgpu'), 8);
  assert.equal(sizeOf('rtmpose-x', 'cuda'), 4);
});

test('what the file demands comes first; whole pictures go one by one', () => {
  assert.equal(sizeOf('movenet-thunder', 'cuda', 1), 1);
  assert.equal(sizeOf('vitpose-b', 'cpu', 2), 2);
  assert.equal(sizeOf('yolox-nano', 'cuda'), 1);
  assert.equal(sizeOf('movenet-multipose', 'cuda'), 1);
});
