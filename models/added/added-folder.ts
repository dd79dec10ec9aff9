/** Models that somebody added: their entries lie as JSON in the folder `added` of the models folder. */
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseModelEntry } from '../catalogue/entry-schema.ts';
import { CATALOGUE, type ModelEntry } from '../catalogue.ts';
import { isAbsent, writeWhole } from '../pull/model-folder.ts';
import { nameClashes } from './name-clashes.ts';

/** What lies in the folder. */
export interface AddedModels {
  /** Entries that can be used, by name. */
  models: readonly ModelEntry[];
  /** Files that cannot, and why: a damaged one must not keep the others from being used. */
  troubles: readonly AddedTrouble[];
}

/** An entry that cannot be used. */
export interface AddedTrouble {
  /** Name of the model, as its file is called. */
  name: string;
  path: string;
  message: string;
}

const ENDING = '.json';

/** Path of the entry of an added model. */
export function addedPath(name: string, folder: string): string {
  return join(addedFolder(folder), `${name}${ENDING}`);
}

/** Reads all entries. */
export async function readAddedModels(folder: string): Promise<AddedModels> {
  const models: ModelEntry[] = [];
  const troubles: AddedTrouble[] = [];
  for (const name of await addedNames(folder)) {
    const path = addedPath(name, folder);
    try {
      models.push(usable(parseEntry(await readFile(path, 'utf8')), name, models));
    } catch (error) {
      troubles.push({ name, path, message: (error as Error).message });
    }
  }
  return { models, troubles };
}

/** Writes an entry, whole or not at all. */
export async function writeAdded(model: ModelEntry, folder: string): Promise<void> {
  await writeWhole(addedPath(model.name, folder), formatEntry(model));
}

/** Removes an entry. */
export async function removeAdded(name: string, folder: string): Promise<void> {
  await rm(addedPath(name, folder), { force: true });
}

/** The text of an entry. */
export function formatEntry(model: ModelEntry): string {
  return `${JSON.stringify(model, null, 2)}\n`;
}

/** Reads an entry. @throws PosefleetError `request_invalid` that names each wrong field, SyntaxError for no JSON */
export function parseEntry(text: string): ModelEntry {
  return parseModelEntry(JSON.parse(text));
}

/** @throws Error that says why an entry cannot be used beside those that are known already */
function usable(model: ModelEntry, fileName: string, others: readonly ModelEntry[]): ModelEntry {
  if (model.name !== fileName)
    throw new Error(`It is the entry of ${model.name}, so its file must be called that.`);
  if (model.file.sha256 === undefined)
    throw new Error('Its file.sha256 is missing; add it with "models add".');
  const [clash] = nameClashes(model, [...CATALOGUE, ...others]);
  if (clash !== undefined) throw new Error(clash);
  return model;
}

async function addedNames(folder: string): Promise<string[]> {
  try {
    const files = await readdir(addedFolder(folder));
    const entries = files.filter((file) => file.endsWith(ENDING));
    return entries.map((file) => file.slice(0, -ENDING.length)).sort();
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}

function addedFolder(folder: string): string {
  return join(folder, 'added');
}
