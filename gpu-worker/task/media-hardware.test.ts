import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { ENV } from '../../core/environment.ts';
import { triesMediaHardware } from './media-hardware.ts';

afterEach(() => {
  delete process.env[ENV.hwaccel];
});

test('video follows the models to CUDA, unless the environment says otherwise', () => {
  assert.deepEqual([triesMediaHardware('cuda'), triesMediaHardware('cpu')], [true, false]);
  process.env[ENV.hwaccel] = 'none';
  assert.equal(triesMediaHardware('cuda'), false);
  process.env[ENV.hwaccel] = 'cuda';
  assert.equal(triesMediaHardware('webgpu'), true);
  process.env[ENV.hwaccel] = 'vaapi';
  assert.throws(() => triesMediaHardware('cpu'), /POSEFLEET_HWACCEL must be auto, none or cuda, not vaapi/);
});
