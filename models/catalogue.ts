/** The models that Posefleet knows by name. Data alone, so that Lambdas can import it. */
import { PosefleetError } from '../core/errors.ts';
import type { ModelEntry } from './catalogue/model-entry.ts';
import { MOVENET } from './catalogue/movenet.ts';
import { RTMDET } from './catalogue/rtmdet.ts';
import { RTMO } from './catalogue/rtmo.ts';
import { RTMPOSE } from './catalogue/rtmpose.ts';
import { RTMPOSE_PARTS } from './catalogue/rtmpose-parts.ts';
import { VITPOSE } from './catalogue/vitpose.ts';
import { DWPOSE, RTMW } from './catalogue/wholebody.ts';
import { YOLOX } from './catalogue/yolox.ts';

export type * from './catalogue/model-contract.ts';
export type * from './catalogue/model-entry.ts';
export type * from './catalogue/model-source.ts';
export { detectorOf, PRESET_MODELS, type PresetModels } from './catalogue/presets.ts';

/** Every model known by name. */
export const CATALOGUE: readonly ModelEntry[] = [
  ...MOVENET,
  ...VITPOSE,
  ...RTMPOSE,
  ...RTMPOSE_PARTS,
  ...RTMW,
  ...DWPOSE,
  ...RTMO,
  ...YOLOX,
  ...RTMDET,
];

/** Model of requests that name none. */
export const DEFAULT_MODEL = 'movenet-multipose';

/** The names under which something is found. */
type Named = Pick<ModelEntry, 'name' | 'aliases'>;

/** Finds a model by its name or an alias, in any case of letters; undefined when there is none. */
export function findModel(name: string, catalogue?: readonly ModelEntry[]): ModelEntry | undefined;
export function findModel<M extends Named>(name: string, catalogue: readonly M[]): M | undefined;
export function findModel(name: string, catalogue: readonly Named[] = CATALOGUE): Named | undefined {
  const wanted = name.toLowerCase();
  return catalogue.find((model) => model.name === wanted || model.aliases.includes(wanted));
}

/**
 * Finds a model by its name or an alias.
 *
 * @throws PosefleetError `model_unknown`, with names that are alike, when there is none of this name
 */
export function requireModel(name: string, catalogue?: readonly ModelEntry[]): ModelEntry;
export function requireModel<M extends Named>(name: string, catalogue: readonly M[]): M;
export function requireModel(name: string, catalogue: readonly Named[] = CATALOGUE): Named {
  const model = findModel(name, catalogue);
  if (model !== undefined) return model;
  throw new PosefleetError('model_unknown', `There is no model "${name}". ${advice(name, catalogue)}`);
}

/** Names that begin alike, or the default where none does: all of them would be a page. */
function advice(name: string, catalogue: readonly Named[]): string {
  const start = name.toLowerCase().slice(0, 3);
  const alike = catalogue
    .filter((model) => [model.name, ...model.aliases].some((known) => known.startsWith(start)))
    .map((model) => model.name);
  const choice = alike.length > 0 && start.length > 0 ? alike : [DEFAULT_MODEL];
  return `Use one of those that the documentation lists, such as ${choice.slice(0, 8).join(', ')}.`;
}
