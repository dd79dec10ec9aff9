/** The models that Posefleet knows by name. Data alone, so that Lambdas can import it. */
import { PosefleetError } from '../core/errors.ts';
import { ANNOUNCED } from './catalogue/announced.ts';
import type { AvailableModel, ModelEntry } from './catalogue/model-entry.ts';
import { MOVENET } from './catalogue/movenet.ts';

export type * from './catalogue/model-entry.ts';

/** Every model known by name, those that can be run first. */
export const CATALOGUE: readonly ModelEntry[] = [...MOVENET, ...ANNOUNCED];

/** Model of requests that name none. */
export const DEFAULT_MODEL = 'movenet-multipose';

/** Finds a model by its name or an alias, in any case of letters; undefined when there is none. */
export function findModel(
  name: string,
  catalogue: readonly ModelEntry[] = CATALOGUE,
): ModelEntry | undefined {
  const wanted = name.toLowerCase();
  return catalogue.find((model) => model.name === wanted || model.aliases.includes(wanted));
}

/** The models that can be fetched and run today. */
export function availableModels(catalogue: readonly ModelEntry[] = CATALOGUE): AvailableModel[] {
  return catalogue.filter((model) => model.available);
}

/**
 * Finds a model that can be run today, by its name or an alias.
 *
 * @throws PosefleetError `model_unknown` when there is none of this name, `model_unavailable` when it cannot be run yet
 */
export function requireModel(name: string, catalogue: readonly ModelEntry[] = CATALOGUE): AvailableModel {
  const model = findModel(name, catalogue);
  if (model?.available === true) return model;
  const choice = `Use one of: ${availableModels(catalogue)
    .map(({ name }) => name)
    .join(', ')}.`;
  if (model === undefined)
    throw new PosefleetError('model_unknown', `There is no model "${name}". ${choice}`);
  throw new PosefleetError('model_unavailable', `The model ${model.name} cannot be run yet. ${choice}`);
}
