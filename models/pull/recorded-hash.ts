/** Hashes that nobody published: recorded beside the file at its first pull, and enforced from then on. */
import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { PosefleetError } from '../../core/errors.ts';
import type { ModelEntry } from '../catalogue.ts';
import { isAbsent, modelPath, writeWhole } from './model-folder.ts';

const recordSchema = z.object({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.int().min(1),
  address: z.string(),
  recorded_at: z.string(),
});

/** What was found at the first pull. */
export type RecordedHash = z.infer<typeof recordSchema>;

/** What a model's file must be, and who says so. */
export interface ExpectedFile {
  sha256: string;
  bytes?: number;
  by: 'published' | 'recorded';
  /** Where and when it was recorded, for people. */
  since?: string;
}

/** Path of a model's record: its file's, with another ending. */
export function recordPath(model: ModelEntry, folder: string): string {
  return modelPath(model, folder).replace(/\.onnx$/u, '.pin.json');
}

/**
 * What a model's file must be; undefined when nobody has published it and it was never pulled into this folder.
 *
 * @throws PosefleetError `model_unavailable` when the record is damaged
 */
export async function expectedFile(model: ModelEntry, folder: string): Promise<ExpectedFile | undefined> {
  const { file, source } = model;
  if (file.sha256 !== undefined) {
    const by = source.kind === 'added' ? 'recorded' : 'published';
    return { sha256: file.sha256, ...(file.bytes && { bytes: file.bytes }), by };
  }
  const record = await readRecord(recordPath(model, folder));
  return record === undefined ? undefined : fromRecord(record);
}

/** What a record makes of a model's file. */
export function fromRecord({ sha256, bytes, address, recorded_at }: RecordedHash): ExpectedFile {
  return { sha256, bytes, by: 'recorded', since: `${recorded_at} from ${address}` };
}

/** Records what a model's file is. */
export async function recordHash(model: ModelEntry, folder: string, record: RecordedHash): Promise<void> {
  await writeWhole(recordPath(model, folder), formatRecord(record));
}

/** The record at a path; undefined when there is none. @throws PosefleetError `model_unavailable` when it is damaged */
export async function readRecord(path: string): Promise<RecordedHash | undefined> {
  try {
    return parseRecord(await readFile(path, 'utf8'), path);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

/** Reads a record. @throws PosefleetError `model_unavailable` that names its place when it is damaged */
export function parseRecord(text: string, place: string): RecordedHash {
  const parsed = recordSchema.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  throw new PosefleetError(
    'model_unavailable',
    `${place} should hold the recorded SHA-256 of a model and does not. Remove it and the model beside it, and pull ` +
      'the model again.',
  );
}

/** The text of a record. */
export function formatRecord(record: RecordedHash): string {
  return `${JSON.stringify(record, null, 2)}\n`;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The schema refuses it.
    return undefined;
  }
}
