/** Adds a model that a test has made, under the contract of MoveNet MultiPose. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ENV } from '../../core/environment.ts';
import { addModel } from '../../models/added/add-model.ts';
import { requireModel } from '../../models/catalogue.ts';

/** Most people in its answer, `[1, 6, 56]`. */
export const MOST_PEOPLE = 6;

/** Adds the model to a folder of its own. @returns variables by which service and workers find it, as the default. */
export async function addTestModel(
  folder: string,
  name: string,
  onnxFile: Uint8Array,
): Promise<Record<string, string>> {
  const [onnx, entry] = [join(folder, `${name}.onnx`), join(folder, `${name}.json`)];
  await writeFile(onnx, onnxFile);
  await writeFile(entry, JSON.stringify(entryOf(name)));
  const models = join(folder, 'models');
  await addModel(entry, { onnx, folder: models });
  return { [ENV.models]: models, [ENV.defaultModel]: name };
}

function entryOf(name: string) {
  const { family, task, contract, licence } = requireModel('movenet-multipose');
  const size = { kind: 'multiples', step: 32, longSide: 64 };
  return {
    name,
    family,
    task,
    title: 'Made by a test, for tests alone',
    mostPeople: MOST_PEOPLE,
    source: { origin: 'made by a test' },
    licence,
    contract: { ...contract, input: { ...contract.input, size } },
  };
}
