/** What keeps a model from being added: each a sentence. */

import { contractTroubles } from '../catalogue/contract-check.ts';
import { CATALOGUE, findModel, type ModelEntry } from '../catalogue.ts';
import { NotOnnx } from '../onnx/not-onnx.ts';
import { readSignature } from '../onnx/read-signature.ts';
import { nameClashes } from './name-clashes.ts';

/** What the entry says of its file and is not so. */
export function fileTroubles({ file }: ModelEntry, { file: found }: ModelEntry): string[] {
  return (['sha256', 'bytes'] as const).flatMap((field) =>
    file[field] === undefined || file[field] === found[field]
      ? []
      : [`file.${field} is ${file[field]}, but the file's is ${found[field]}.`],
  );
}

/** What of it does not go together with the models that are known already. */
export function placeTroubles(model: ModelEntry, before: readonly ModelEntry[], replace: boolean): string[] {
  const others = before.filter(({ name }) => name !== model.name);
  const earlier = before.find(({ name }) => name === model.name);
  const isOther = earlier !== undefined && JSON.stringify(earlier) !== JSON.stringify(model);
  return [
    ...nameClashes(model, [...CATALOGUE, ...others]),
    ...(isOther && !replace
      ? [`name: another "${model.name}" was added before; replace it with --replace.`]
      : []),
    ...detectorTroubles(model, [...CATALOGUE, ...others]),
  ];
}

function detectorTroubles({ detector }: ModelEntry, others: readonly ModelEntry[]): string[] {
  if (detector === undefined) return [];
  const found = findModel(detector, others);
  if (found === undefined) return [`detector: there is no model "${detector}".`];
  return found.task === 'top-down' ? [`detector: ${detector} needs boxes itself.`] : [];
}

/** In what its file is not as the contract says. */
export async function onnxTroubles(path: string, { contract }: ModelEntry): Promise<string[]> {
  try {
    return contractTroubles(await readSignature(path), contract);
  } catch (error) {
    if (error instanceof NotOnnx) return [`The file ${error.message}.`];
    throw error;
  }
}
