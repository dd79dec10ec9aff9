/** Tells the API of the models that were added on this machine; in the cloud the configuration does that. */
import { ENV } from '../core/environment.ts';
import { knownModels } from '../models/added-models.ts';

/**
 * Sets the variable that the API reads, unless it is set already. Models that are added later are known from the next
 * start.
 *
 * @param folder of the models, by default this machine's
 */
export async function setAddedModels(folder?: string): Promise<void> {
  const added = (await knownModels(folder)).filter(
    ({ file, source }) => source.kind === 'added' && file.sha256,
  );
  if (added.length === 0) return;
  process.env[ENV.addedModels] ??= JSON.stringify(
    added.map(({ name, aliases, task, detector, mostPeople }) => ({
      name,
      aliases,
      task,
      detector,
      mostPeople,
    })),
  );
}
