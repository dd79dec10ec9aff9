/** The models that Posefleet knows by name. Data alone, so that Lambdas can import it. */
import { PosefleetError } from '../core/errors.ts';
import type { ModelEntry } from './catalogue/model-entry.ts';
import { MOVENET } from './catalogue/movenet.ts';

export type * from './catalogue/model-contract.ts';
export type * from './catalogue/model-entry.ts';
export type * from './catalogue/model-source.ts';

/** Every model known by name. */
export const CATALOGUE: readonly ModelEntry[] = [...MOVENET];

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

/**
 * Finds a model by its name or an alias.
 *
 * @throws PosefleetError `model_unknown` when there is none of this name
 */
export function requireModel(name: string, catalogue: readonly ModelEntry[] = CATALOGUE): ModelEntry {
  const model = findModel(name, catalogue);
  if (model !== undefined) return model;
  const choice = catalogue.map(({ name }) => name).join(', ');
  throw new PosefleetError('model_unknown', `There is no model "${name}". Use one of: ${choice}.`);
}
