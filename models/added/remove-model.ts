/** Removes a model that was added. */
import { rm } from 'node:fs/promises';
import { PosefleetError } from '../../core/errors.ts';
import { modelFolder, modelPath } from '../pull/model-folder.ts';
import { readAddedModels, removeAdded } from './added-folder.ts';

/**
 * Removes an added model, entry and file.
 *
 * @throws PosefleetError `model_unknown` when none was added under this name
 */
export async function removeModel(name: string, folder: string = modelFolder()): Promise<void> {
  const { models, troubles } = await readAddedModels(folder);
  const model = models.find((each) => each.name === name);
  if (model === undefined && !troubles.some((each) => each.name === name)) {
    const choice = models.map((each) => each.name).join(', ');
    const advice = choice === '' ? 'None was added.' : `These were added: ${choice}.`;
    throw new PosefleetError('model_unknown', `No model "${name}" was added here. ${advice}`);
  }
  await removeAdded(name, folder);
  if (model !== undefined) await rm(modelPath(model, folder), { force: true });
}
