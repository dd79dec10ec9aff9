/** Where models lie on this machine, and how a file gets there only whole and right. */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ENV } from '../../core/environment.ts';
import type { ModelEntry } from '../catalogue.ts';

/** Folder of the models: `POSEFLEET_MODELS`, or `~/.cache/posefleet/models`. */
export function modelFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const named = environment[ENV.models];
  return named === undefined || named === '' ? join(homedir(), '.cache', 'posefleet', 'models') : named;
}

/**
 * Path of a model's file. The name holds the beginning of its hash, so that two versions of Posefleet with different
 * files of one model can share the folder. Where no hash is published it holds that of the address instead, since the
 * path must be known before the file is.
 */
export function modelPath(model: ModelEntry, folder: string = modelFolder()): string {
  return join(folder, `${model.name}-${stampOf(model)}.onnx`);
}

function stampOf({ file, source }: ModelEntry): string {
  if (file.sha256 !== undefined) return file.sha256.slice(0, 8);
  if (source.kind !== 'url') return 'unknown';
  return `at-${hashBytes(Buffer.from(`${source.url}#${source.member ?? ''}`)).slice(0, 8)}`;
}

/** SHA-256 of a file in hexadecimal, undefined when there is no such file. */
export async function hashFile(path: string, signal?: AbortSignal): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash, { ...(signal && { signal }) });
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
  return hash.digest('hex');
}

/** Whether an error says that a file, or a folder on its way, is not there. */
export function isAbsent(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
}

/** SHA-256 of bytes in hexadecimal. */
export function hashBytes(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** A name beside a file's own, under which it is written until it is whole. */
export function temporaryPath(path: string): string {
  return `${path}.${randomUUID()}.part`;
}

/**
 * Writes a file under a temporary name and gives it its own name when it is whole. Two processes that do so at once
 * both succeed: the second replaces the first's file.
 */
export async function writeWhole(path: string, bytes: Uint8Array | string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = temporaryPath(path);
  try {
    await writeFile(temporary, bytes, { flush: true });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
