/** Which model a request gets, and whether what it asks for has an effect with it. */
import { PosefleetError } from '../../core/errors.ts';
import { type OptionFacts, requireEffectiveOptions } from '../../core/option-rules.ts';
import type { TaskOptions } from '../../core/task-options.ts';
import { detectorOf, findModel, PRESET_MODELS, requireModel } from '../../models/catalogue.ts';
import type { KnownModel } from './known-models.ts';
import type { ApiSettings } from './settings.ts';

/** What a request says about models. */
export interface ModelWishes {
  /** A name or an alias; undefined when none is named. */
  model: string | undefined;
  /** Whether the request brings boxes. */
  boxesGiven: boolean;
  options: TaskOptions;
}

type ModelSettings = Pick<ApiSettings, 'defaultModel' | 'defaultTopDownModel' | 'models'>;

/**
 * Name of the model that a request gets: the one that it names, else its preset's, else the service's default.
 *
 * @throws PosefleetError `model_unknown` for a name that is none, `bboxes_unsupported` when boxes are brought to a model
 * that finds people by itself, `option_unsupported` for options without effect, and `request_invalid` when nothing would
 * find the people; each says what would do.
 */
export function chooseModel(wishes: ModelWishes, settings: ModelSettings): string {
  const { boxesGiven, options } = wishes;
  const { models } = settings;
  const model = wishedModel(wishes, settings);
  const { name, task } = model;
  if (task === 'detector') throw noPoses(model, models);
  if (boxesGiven && task === 'one-stage') throw noBoxes(model, models);
  const facts: OptionFacts = { model: name, task, boxesGiven, modelNamed: wishes.model !== undefined };
  const finder = boxesGiven ? undefined : finderOf(model, options, models);
  requireEffectiveOptions(options, { ...facts, finder: finder?.name, mostPeople: finder?.mostPeople });
  if (finder === undefined && !boxesGiven) throw nothingFinds(model);
  return name;
}

function wishedModel(
  { boxesGiven, model, options: { preset } }: ModelWishes,
  { defaultModel, defaultTopDownModel, models }: ModelSettings,
): KnownModel {
  const byPreset = preset === undefined ? undefined : PRESET_MODELS[preset].model;
  const wanted = model ?? byPreset ?? (boxesGiven ? defaultTopDownModel : defaultModel);
  // A name that is none is answered with models of poses alone.
  const poses = models.filter(({ task }) => task !== 'detector');
  return findModel(wanted, models) ?? requireModel(wanted, poses);
}

/** What finds the people; undefined when nothing does. */
function finderOf(
  model: KnownModel,
  options: TaskOptions,
  models: readonly KnownModel[],
): KnownModel | undefined {
  if (model.task === 'one-stage') return model;
  const name = detectorOf(model, options);
  const found = name === undefined ? undefined : findModel(name, models);
  if (options.detector !== undefined && (found === undefined || found.task === 'top-down')) {
    throw noDetector(options.detector, found, models);
  }
  return found;
}

function noPoses({ name }: KnownModel, models: readonly KnownModel[]): PosefleetError {
  const choice = namesOf(['one-stage', 'top-down'], models);
  return new PosefleetError('model_unknown', `${name} finds people, but no poses. Use one of: ${choice}.`);
}

function noBoxes({ name }: KnownModel, models: readonly KnownModel[]): PosefleetError {
  const message = `has no effect with ${name}, which finds people by itself; these models take boxes: ${namesOf(['top-down'], models)}`;
  return new PosefleetError('bboxes_unsupported', `bboxes_path ${message}.`, {
    issues: [{ field: 'bboxes_path', message }],
  });
}

function noDetector(
  asked: string,
  found: KnownModel | undefined,
  models: readonly KnownModel[],
): PosefleetError {
  const what =
    found === undefined
      ? `names ${asked}, which is no model`
      : `names ${found.name}, which takes boxes itself`;
  const message = `${what}; these find people: ${namesOf(['detector', 'one-stage'], models)}`;
  return new PosefleetError('model_unknown', `options.detector ${message}.`, {
    issues: [{ field: 'options.detector', message }],
  });
}

function nothingFinds({ name }: KnownModel): PosefleetError {
  const message = `is needed: ${name} has no detector of its own; bring boxes, or name a detector in options.detector`;
  return new PosefleetError('request_invalid', `bboxes_path ${message}.`, {
    issues: [{ field: 'bboxes_path', message }],
  });
}

function namesOf(tasks: readonly KnownModel['task'][], models: readonly KnownModel[]): string {
  return models
    .filter(({ task }) => tasks.includes(task))
    .map(({ name }) => name)
    .join(', ');
}
