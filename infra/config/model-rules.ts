/** What must fit together in the part of the configuration that names models. */
import { CATALOGUE, detectorOf, findModel, type ModelEntry, requireModel } from '../../models/catalogue.ts';

/** What the API has to know of a model, be it of the catalogue or added. */
export type ConfiguredModel = Pick<ModelEntry, 'name' | 'aliases' | 'task'> &
  Partial<Pick<ModelEntry, 'detector' | 'mostPeople' | 'source'>>;

/** The part of the configuration, with its defaults. */
export interface ConfiguredModels {
  default: string;
  defaultTopDown: string;
  source: 'image' | 'bucket';
  added: readonly ConfiguredModel[];
}

/** What is wrong with a field: its path below `models`, and the rest of the sentence. */
export interface ModelTrouble {
  path: (string | number)[];
  message: string;
}

/** Models that a deployment knows: the catalogue's and those that were added. */
export function modelsOf({ added }: Pick<ConfiguredModels, 'added'>): readonly ConfiguredModel[] {
  return [...CATALOGUE, ...added];
}

/** All that is wrong. */
export function modelTroubles(models: ConfiguredModels): ModelTrouble[] {
  return [
    ...models.added.flatMap((_, index) => addedTroubles(models, index)),
    ...(models.added.length > 0 && models.source === 'image'
      ? [{ path: ['added'], message: 'is for models in the bucket alone' }]
      : []),
    ...(['default', 'defaultTopDown'] as const).flatMap((field) => defaultTroubles(models, field)),
  ];
}

function addedTroubles({ added }: ConfiguredModels, index: number): ModelTrouble[] {
  const model = added[index];
  if (model === undefined) return [];
  const at = (field: string, message: string) => ({ path: ['added', index, field], message });
  const others = [...CATALOGUE, ...added.slice(0, index)];
  const taken = (name: string) => findModel(name, others)?.name;
  const clash = taken(model.name);
  return [
    ...(clash === undefined ? [] : [at('name', `is ${model.name}, which the model ${clash} has already`)]),
    ...model.aliases.flatMap((alias) => {
      const other = taken(alias) ?? (alias === model.name ? alias : undefined);
      return other === undefined
        ? []
        : [at('aliases', `has ${alias}, which the model ${other} has already; choose another`)];
    }),
    ...detectorTroubles(model, modelsOf({ added })).map((message) => at('detector', message)),
  ];
}

function detectorTroubles({ detector, task }: ConfiguredModel, known: readonly ConfiguredModel[]): string[] {
  if (detector === undefined) return [];
  if (task !== 'top-down') return ['is for models of the task top-down alone'];
  const found = findModel(detector, known);
  if (found === undefined) return [unknownModel(detector)];
  return found.task === 'top-down' ? [`names ${found.name}, which needs boxes itself`] : [];
}

function defaultTroubles(models: ConfiguredModels, field: 'default' | 'defaultTopDown'): ModelTrouble[] {
  const name = models[field];
  const found = findModel(name, modelsOf(models));
  const message = found === undefined ? unknownModel(name) : whyNot(found, field, models.source);
  return message === undefined ? [] : [{ path: [field], message }];
}

function whyNot(
  model: ConfiguredModel,
  field: 'default' | 'defaultTopDown',
  source: ConfiguredModels['source'],
): string | undefined {
  const { name, task } = model;
  if (task === 'detector') return 'must be a model of poses';
  if (field === 'defaultTopDown' && task === 'one-stage') return 'must be a model that takes boxes';
  if (field === 'default' && task === 'top-down' && detectorOf(model, {}) === undefined) {
    return `is ${name}, which needs a detector and has none of its own, so that requests that name neither model nor boxes would all be refused. Callers name it, with boxes or with options.detector`;
  }
  // Its file has to be brought, and a build has nobody who would.
  if (source === 'image' && model.source?.kind === 'added') {
    return `is ${name}, whose file nobody publishes in a form that can be built into an image. Bring it with "npm run models -- add ${name} --onnx FILE.onnx", publish it, and set models.source to bucket`;
  }
  return undefined;
}

/** The catalogue's own sentence. */
function unknownModel(name: string): string {
  try {
    return requireModel(name).name;
  } catch (error) {
    return (error as Error).message;
  }
}
