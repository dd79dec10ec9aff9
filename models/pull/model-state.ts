/** Whether a model's file is here, and right. */
import { stat } from 'node:fs/promises';
import type { ModelEntry } from '../catalogue.ts';
import { hashFile, isAbsent, modelPath } from './model-folder.ts';
import { type ExpectedFile, expectedFile } from './recorded-hash.ts';

/** Who says what a file must be: its makers, the first pull, or as yet nobody. */
export type HashOrigin = ExpectedFile['by'] | 'unknown';

/** The file is right, is not there, or is not what it must be. */
export type FileState = 'good' | 'missing' | 'damaged';

/** What is known of a model's file. */
export interface ModelState {
  path: string;
  state: FileState;
  hash: HashOrigin;
  /** Size of the file: that which it has, else that which it will have; undefined where nobody knows. */
  bytes?: number;
  /** Of the file, when it is right. */
  sha256?: string;
}

/** Hashes a model's file. One that nobody recorded the hash of cannot be told from a damaged one. */
export async function hashedState(
  model: ModelEntry,
  folder: string,
  signal?: AbortSignal,
): Promise<ModelState> {
  const known = await sizedState(model, folder);
  if (known.state !== 'good') return known;
  const [expected, sha256] = await Promise.all([expectedFile(model, folder), hashFile(known.path, signal)]);
  if (sha256 === undefined || sha256 !== expected?.sha256) return { ...known, state: 'damaged' };
  return { ...known, sha256 };
}

/** Looks at the size of a model's file alone, which is quick. */
export async function sizedState(model: ModelEntry, folder: string): Promise<ModelState> {
  const path = modelPath(model, folder);
  const [expected, found] = await Promise.all([expectedFile(model, folder), sizeOf(path)]);
  const bytes = found ?? expected?.bytes;
  const base = { path, hash: expected?.by ?? 'unknown', ...(bytes !== undefined && { bytes }) } as const;
  if (found === undefined) return { ...base, state: 'missing' };
  const isRight = expected !== undefined && (expected.bytes ?? found) === found;
  return { ...base, state: isRight ? 'good' : 'damaged' };
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}
