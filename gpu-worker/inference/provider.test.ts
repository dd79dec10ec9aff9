import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { ENV } from '../../core/environment.ts';
import { providerFromEnvironment } from '../../core/worker-settings.ts';
import { cudaTrouble } from './cuda-trouble.ts';

afterEach(() => {
  delete process.env[ENV.provider];
});

test('models run on the CPU unless the environment says otherwise; an unknown word is an error', () => {
  assert.equal(providerFromEnvironment(), 'cpu');
  for (const setting of ['cpu', 'cuda', 'webgpu', 'auto']) {
    process.env[ENV.provider] = setting;
    assert.equal(providerFromEnvironment(), setting);
  }
  process.env[ENV.provider] = 'gpu';
  assert.throws(
    () => providerFromEnvironment(),
    /POSEFLEET_PROVIDER must be cpu, cuda, webgpu or auto, not gpu/,
  );
});

test('without the CUDA provider its missing library is named', () => {
  assert.match(cudaTrouble() ?? '', /libonnxruntime_providers_shared\.so: cannot open shared object file/);
});
