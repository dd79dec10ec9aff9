import assert from 'node:assert/strict';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { ENV } from '../core/environment.ts';
import { modelsFromEnvironment } from '../lambdas/api/known-models.ts';
import { writeAdded } from '../models/added/added-folder.ts';
import { CATALOGUE, requireModel } from '../models/catalogue.ts';
import { setAddedModels } from './added-models.ts';

afterEach(() => {
  delete process.env[ENV.addedModels];
});

test('the API knows the models that were added to the folder', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'posefleet-added-'));
  const source = { kind: 'added', origin: 'our own' } as const;
  const file = { sha256: 'a'.repeat(64), bytes: 1 };
  await writeAdded(
    { ...requireModel('vitpose'), name: 'ours', aliases: ['our-model'], source, file },
    folder.path,
  );
  await setAddedModels(folder.path);
  const [ours, ...others] = modelsFromEnvironment().slice(CATALOGUE.length);
  assert.deepEqual(ours, { name: 'ours', aliases: ['our-model'], task: 'top-down', detector: 'yolox-m' });
  assert.deepEqual(others, []);
});

test('without any there is the catalogue', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'posefleet-added-'));
  await setAddedModels(folder.path);
  assert.equal(modelsFromEnvironment(), CATALOGUE);
});
