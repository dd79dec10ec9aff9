/** The models that are known here: the catalogue's, and those that were added to the models folder. */
import { PosefleetError } from '../core/errors.ts';
import { readAddedModels } from './added/added-folder.ts';
import { CATALOGUE, findModel, type ModelEntry, requireModel } from './catalogue.ts';
import { modelFolder } from './pull/model-folder.ts';
import type { PullOptions } from './pull.ts';

/** Where models are looked for beside the catalogue. */
export type KnownModelOptions = Pick<PullOptions, 'bucket' | 'catalogue' | 'folder'>;

/**
 * All models that are known here. What was added under the name of a catalogue's model takes its place: that is possible
 * where the catalogue knows a model whose file has to be brought.
 *
 * @param folder of the models, by default `POSEFLEET_MODELS` or `~/.cache/posefleet/models`
 */
export async function knownModels(folder: string = modelFolder()): Promise<readonly ModelEntry[]> {
  return together((await readAddedModels(folder)).models);
}

/**
 * Finds a model by its name or an alias: in the catalogue, in the models folder, and in the models bucket if there is
 * one.
 *
 * @throws PosefleetError `model_unknown` when there is none, `model_unavailable` when its entry is damaged
 */
export async function requireKnownModel(name: string, options: KnownModelOptions = {}): Promise<ModelEntry> {
  const { bucket, catalogue, folder = modelFolder() } = options;
  if (catalogue !== undefined) return requireModel(name, catalogue);
  const { models, troubles } = await readAddedModels(folder);
  const known = together(models);
  const found = findModel(name, known);
  if (found !== undefined && !isWithoutFile(found)) return found;
  const trouble = troubles.find((each) => each.name === name.toLowerCase());
  if (trouble !== undefined) throw damaged(trouble);
  return (bucket && (await publishedEntry(name, bucket))) ?? found ?? requireModel(name, known);
}

function together(added: readonly ModelEntry[]): readonly ModelEntry[] {
  const catalogue = CATALOGUE.filter(({ name }) => !added.some((model) => model.name === name));
  return [...catalogue, ...added];
}

/** Whether the catalogue knows what a model is, and its file has to be brought. */
function isWithoutFile({ file, source }: ModelEntry): boolean {
  return source.kind === 'added' && file.sha256 === undefined;
}

async function publishedEntry(
  name: string,
  bucket: NonNullable<KnownModelOptions['bucket']>,
): Promise<ModelEntry | undefined> {
  const { readPublishedEntry } = await import('./pull/models-bucket.ts');
  return await readPublishedEntry(name.toLowerCase(), bucket);
}

function damaged({ name, path, message }: { name: string; path: string; message: string }): PosefleetError {
  return new PosefleetError(
    'model_unavailable',
    `The added model ${name} cannot be used. ${message} Mend or remove ${path}, or add the model again.`,
  );
}
