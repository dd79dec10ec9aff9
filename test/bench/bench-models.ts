/** A models folder of the bench: what is at hand anyway, and the weights of ../shared, added as a caller would. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ENV } from '../../core/environment.ts';
import { addModel } from '../../models/added/add-model.ts';
import { mirrorsFromEnvironment } from '../../models/pull/mirrors.ts';
import { ensureModel, modelFolder } from '../../models/pull.ts';
import { DETECTOR, type FixtureEntry, fixtureEntries } from './fixture-entries.ts';
import { SHARED, sharedWeights } from './shared.ts';
import { benchFolder } from './videos.ts';

/** Prepares the folder and names it in the environment, where service and worker look. Nothing to do without ../shared. */
export async function useBenchModels(): Promise<void> {
  if (SHARED === undefined) return;
  if (mirrorsFromEnvironment().length === 0)
    process.env[ENV.modelMirrors] = JSON.stringify([modelFolder(), sharedWeights('')]);
  process.env[ENV.models] = join(await benchFolder(), 'models');
  await ensureModel(DETECTOR);
  for (const fixture of fixtureEntries()) await add(fixture);
}

async function add({ entry, path }: FixtureEntry): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'posefleet-bench-'));
  try {
    const file = join(folder, `${entry.name}.json`);
    await writeFile(file, JSON.stringify(entry));
    await addModel(file, { onnx: path, replace: true });
  } finally {
    await rm(folder, { recursive: true });
  }
}
