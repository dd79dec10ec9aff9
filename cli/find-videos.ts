/** What `submit` was given: files, folders, globs and s3:// addresses, made into a list of sources. */
import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import fastGlob from 'fast-glob';
import { isVideoName, parseS3Address } from '../core/places.ts';
import { usageError } from './cli-error.ts';

/** A file on this machine. */
export interface LocalFile {
  kind: 'file';
  /** As it is shown. */
  name: string;
  /** Absolute. */
  path: string;
  bytes: number;
  modifiedMs: number;
}

/** A video, or a boxes file: here or in S3. */
export type Source = LocalFile | { kind: 's3'; name: string };

/**
 * All videos that the arguments name, each once, in order; within a folder by name.
 * Folders are searched to any depth for the endings of videos; folders called `visualizations` are passed
 * over, since they hold drawn videos.
 *
 * @throws CliError of wrong usage for an argument that names nothing.
 */
export async function findVideos(args: readonly string[], cwd = process.cwd()): Promise<Source[]> {
  const found = new Map<string, Source>();
  for (const arg of args) {
    for (const source of await findArgument(arg, cwd)) {
      found.set(source.kind === 'file' ? source.path : source.name, source);
    }
  }
  return [...found.values()];
}

/** One file that must exist, or an s3:// address. @throws CliError of wrong usage. */
export async function findFile(arg: string, cwd = process.cwd()): Promise<Source> {
  if (isAddress(arg)) return s3Source(arg);
  const stats = await statOrNothing(resolve(cwd, arg));
  if (stats?.isFile()) return localFile(arg, resolve(cwd, arg), stats);
  throw usageError(`${arg} ${stats === undefined ? 'does not exist' : 'is not a file'}.`);
}

async function findArgument(arg: string, cwd: string): Promise<Source[]> {
  if (isAddress(arg)) return [s3Source(arg)];
  const stats = await statOrNothing(resolve(cwd, arg));
  if (stats?.isFile()) return [localFile(arg, resolve(cwd, arg), stats)];
  if (stats?.isDirectory()) return searchFolder(arg, cwd);
  if (fastGlob.isDynamicPattern(arg)) return searchGlob(arg, cwd);
  throw usageError(`${arg} does not exist. Name a file, a folder, a glob or an s3:// address.`);
}

async function searchFolder(folder: string, cwd: string): Promise<Source[]> {
  const options = { cwd: resolve(cwd, folder), ignore: ['**/visualizations/**'], followSymbolicLinks: false };
  const names = (await fastGlob('**/*', options)).filter((name) => isVideoName(name));
  if (names.length === 0) throw usageError(`${folder} holds no videos.`);
  return localFiles(
    names.map((name) => join(folder, name)),
    cwd,
  );
}

async function searchGlob(pattern: string, cwd: string): Promise<Source[]> {
  const names = await fastGlob(pattern, { cwd });
  if (names.length === 0) throw usageError(`${pattern} matches no file.`);
  return localFiles(names, cwd);
}

async function localFiles(names: readonly string[], cwd: string): Promise<LocalFile[]> {
  const sorted = [...names].sort();
  return Promise.all(
    sorted.map(async (name) => localFile(name, resolve(cwd, name), await stat(resolve(cwd, name)))),
  );
}

function localFile(name: string, path: string, stats: Stats): LocalFile {
  return { kind: 'file', name, path, bytes: stats.size, modifiedMs: stats.mtimeMs };
}

function s3Source(address: string): Source {
  if (parseS3Address(address) !== undefined) return { kind: 's3', name: address };
  throw usageError(`${address} is not an address of the form s3://bucket/key.`);
}

/** `c:\\videos` is a path; `http://` is an address, and refused by name. */
function isAddress(arg: string): boolean {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(arg);
}

async function statOrNothing(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EINVAL' || code === 'ENAMETOOLONG')
      return undefined;
    throw error;
  }
}
