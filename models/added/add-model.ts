/** Adds a model of a known family: an entry in JSON and an ONNX file, checked against each other. */
import { constants } from 'node:fs';
import { copyFile, mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PosefleetError } from '../../core/errors.ts';
import { knownModels } from '../added-models.ts';
import { parseModelEntry } from '../catalogue/entry-schema.ts';
import { findModel, type ModelEntry } from '../catalogue.ts';
import { folderTrouble } from '../pull/folder-trouble.ts';
import { hashFile, modelFolder, modelPath, temporaryPath } from '../pull/model-folder.ts';
import { fileTroubles, onnxTroubles, placeTroubles } from './add-troubles.ts';
import { readAddedModels, writeAdded } from './added-folder.ts';

/** Options of `addModel`. */
export interface AddOptions {
  /** The ONNX file. @default that beside the entry, of the same name */
  onnx?: string;
  /** Put it in the place of a model that was added under this name before. @default false */
  replace?: boolean;
  /** Folder of the models. @default `POSEFLEET_MODELS`, or `~/.cache/posefleet/models` */
  folder?: string;
}

/** A model that was added. */
export interface AddedModel {
  model: ModelEntry;
  /** Where its file lies now. */
  path: string;
}

/**
 * Adds a model: copies its file into the models folder and writes its entry there, with the file's hash and size.
 *
 * @param what path of the entry; or the name of a catalogue's model whose file has to be brought, or of one that was added
 *   and whose file is to be brought again
 * @throws PosefleetError `request_invalid` with everything that is wrong with the entry, or else with everything in which
 *   entry, file and other models do not fit together
 * @throws PosefleetError `model_unavailable` when the models folder cannot be written
 */
export async function addModel(what: string, options: AddOptions = {}): Promise<AddedModel> {
  const { folder = modelFolder(), replace = false } = options;
  const { entry, onnx } = await readRequest(what, { ...options, folder });
  const copy = await copyInto(folder, entry.name, onnx);
  try {
    const model = {
      ...entry,
      file: { sha256: (await hashFile(copy)) ?? '', bytes: (await stat(copy)).size },
    };
    const before = (await readAddedModels(folder)).models;
    const troubles = [
      ...fileTroubles(entry, model),
      ...placeTroubles(model, before, replace),
      ...(await onnxTroubles(copy, model)),
    ];
    if (troubles.length > 0) throw cannotBeAdded(entry.name, onnx, troubles);
    const path = modelPath(model, folder);
    await rename(copy, path);
    await writeAdded(model, folder);
    await removeOldFile(model, before, folder);
    return { model, path };
  } finally {
    await rm(copy, { force: true });
  }
}

async function readRequest(
  what: string,
  { onnx, replace, folder }: AddOptions,
): Promise<{ entry: ModelEntry; onnx: string }> {
  const known = findModel(what, await knownModels(folder));
  if (known?.source.kind === 'added') {
    // What is replaced may be another file; else it must be the one that was added.
    const { sha256: _hash, bytes: _bytes, ...file } = known.file;
    if (onnx !== undefined) return { entry: replace === true ? { ...known, file } : known, onnx };
    throw invalid(`Name the file of ${known.name} as well: models add ${known.name} --onnx FILE.onnx`);
  }
  const entry = parseModelEntry(await readJson(what));
  return { entry, onnx: onnx ?? what.replace(/\.json$/u, '.onnx') };
}

async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw invalid(`The entry ${path} cannot be read (${error.code}).`, error);
  });
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(`The entry ${path} is no JSON: ${(error as Error).message}.`, error);
  }
}

/** What is checked is the copy, so that nothing can change in between. */
async function copyInto(folder: string, name: string, onnx: string): Promise<string> {
  const found = await stat(onnx).catch((error: NodeJS.ErrnoException) => {
    throw invalid(
      `The ONNX file ${onnx} cannot be read (${error.code}). Name it with --onnx FILE.onnx.`,
      error,
    );
  });
  if (!found.isFile()) throw invalid(`${onnx} is no file. Name the ONNX file with --onnx FILE.onnx.`);
  const copy = temporaryPath(join(folder, name));
  try {
    await mkdir(folder, { recursive: true });
    await copyOrNothing(onnx, copy);
    return copy;
  } catch (error) {
    throw folderTrouble(error, folder) ?? error;
  }
}

async function copyOrNothing(from: string, to: string): Promise<void> {
  try {
    await copyFile(from, to, constants.COPYFILE_FICLONE);
  } catch (error) {
    await rm(to, { force: true });
    throw error;
  }
}

/** The file of the model that was replaced, if it was another one. */
async function removeOldFile(
  model: ModelEntry,
  before: readonly ModelEntry[],
  folder: string,
): Promise<void> {
  const earlier = before.find(({ name }) => name === model.name);
  if (earlier === undefined || modelPath(earlier, folder) === modelPath(model, folder)) return;
  await rm(modelPath(earlier, folder), { force: true });
}

function cannotBeAdded(name: string, onnx: string, troubles: readonly string[]): PosefleetError {
  const list = troubles.map((trouble) => `\n  - ${trouble}`).join('');
  return invalid(`${name} cannot be added with ${onnx}:${list}`);
}

function invalid(message: string, cause?: unknown): PosefleetError {
  return new PosefleetError('request_invalid', message, cause === undefined ? {} : { cause });
}
