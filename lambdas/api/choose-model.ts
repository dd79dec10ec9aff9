/** Which model a request gets. */
import { PosefleetError } from '../../core/errors.ts';
import type { OptionFacts } from '../../core/option-rules.ts';
import { CATALOGUE, findModel, type ModelEntry, requireModel } from '../../models/catalogue.ts';
import type { ApiSettings } from './settings.ts';

/** The model of a request, and what the rules for options need to know of it. */
export type ChosenModel = Pick<OptionFacts, 'model' | 'task' | 'mostPeople'>;

/**
 * The model that a request names, by its own name; the service's default where it names none.
 *
 * @throws PosefleetError `model_unknown`, `model_unavailable`, or `bboxes_unsupported` when boxes are brought to a
 * model that finds people by itself; each names the models that would do.
 */
export function chooseModel(
  name: string | undefined,
  boxesGiven: boolean,
  { defaultModel, defaultTopDownModel }: Pick<ApiSettings, 'defaultModel' | 'defaultTopDownModel'>,
): ChosenModel {
  const model = requireModel(name ?? (boxesGiven ? defaultTopDownModel : defaultModel));
  const { task } = model;
  if (task === 'detector') throw noPoses(model);
  if (boxesGiven && task === 'one-stage') throw noBoxes(model);
  return { model: model.name, task, mostPeople: boxesGiven ? undefined : mostPeople(model) };
}

/** What finds the people sets their number: the model itself, or its detector. */
function mostPeople(model: ModelEntry): number | undefined {
  if (model.detector === undefined) return model.mostPeople;
  return findModel(model.detector)?.mostPeople;
}

function noPoses({ name }: ModelEntry): PosefleetError {
  const choice = namesOf(['one-stage', 'top-down']);
  return new PosefleetError('model_unknown', `${name} finds people, but no poses. Use one of: ${choice}.`);
}

function noBoxes({ name }: ModelEntry): PosefleetError {
  const message = `has no effect with ${name}, which finds people by itself; these models take boxes: ${namesOf(['top-down'])}`;
  return new PosefleetError('bboxes_unsupported', `bboxes_path ${message}.`, {
    issues: [{ field: 'bboxes_path', message }],
  });
}

function namesOf(tasks: readonly ModelEntry['task'][]): string {
  return CATALOGUE.filter(({ task }) => tasks.includes(task))
    .map(({ name }) => name)
    .join(', ');
}
