/** Removes a model that was added. */
import { rm } from 'node:fs/promises';
import { PosefleetError } from '../../core/errors.ts';
import { findModel } from '../catalogue.ts';
import { modelFolder, modelPath } from '../pull/model-folder.ts';
import { readAddedModels, removeAdded } from './added-folder.ts';

/**
 * Removes an added model, entry and file.
 *
 * @param wanted its name or an alias
 * @throws PosefleetError `model_unknown` when none was added under this name
 */
export async function removeModel(wanted: string, folder: string = modelFolder()): Promise<void> {
  const { models, troubles } = await readAddedModels(folder);
  const model = findModel(wanted, models);
  const name = model?.name ?? wanted;
  if (model === undefined && !troubles.some((each) => each.name === name)) {
    const choice = models.map((each) => each.name).join(', ');
    const advice = choice === '' ? 'None was added.' : `These were added: ${choice}.`;
    throw new PosefleetError('model_unknown', `No model "${name}" was added here. ${advice}`);
  }
  await removeAdded(name, folder);
  if (model !== undefined) await rm(modelPath(model, folder), { force: true });
}
