/** What the command remembers between calls: small JSON files, one a thing, so that two calls never lose one another's. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type * as z from 'zod';
import { localError } from './cli-error.ts';

/** Days after which what was remembered is forgotten. */
const KEEP_DAYS = 90;

/** Kinds of things remembered: a file's hash, an upload, a task that was submitted. */
export type StateKind = 'files' | 'uploads' | 'tasks';

/** `$XDG_STATE_HOME/posefleet`, or `~/.local/state/posefleet`. */
export function stateFolder(): string {
  const home = process.env.XDG_STATE_HOME ?? '';
  return join(isAbsolute(home) ? home : join(homedir(), '.local', 'state'), 'posefleet');
}

/** What is remembered under this key; undefined when there is nothing, or nothing that this version understands. */
export async function recall<T>(
  kind: StateKind,
  key: readonly string[],
  schema: z.ZodType<T>,
): Promise<T | undefined> {
  try {
    return schema.safeParse(JSON.parse(await readFile(place(kind, key), 'utf8'))).data;
  } catch (error) {
    if (error instanceof SyntaxError || isMissing(error)) return undefined;
    throw error;
  }
}

/** Remembers. @throws CliError when the folder cannot be written. */
export async function remember(kind: StateKind, key: readonly string[], value: unknown): Promise<void> {
  const path = place(kind, key);
  const temporary = `${path}.${randomUUID()}`;
  try {
    await mkdir(join(stateFolder(), kind), { recursive: true, mode: 0o700 });
    await writeFile(temporary, JSON.stringify(value), { mode: 0o600, flag: 'wx' });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    const reason = (error as Error).message;
    throw localError(
      `What was uploaded cannot be remembered: ${reason}. Set XDG_STATE_HOME to a folder that can be written.`,
      { cause: error },
    );
  }
}

/** Forgets what is remembered under this key. */
export async function forget(kind: StateKind, key: readonly string[]): Promise<void> {
  await rm(place(kind, key), { force: true });
}

/** Removes what was remembered long ago, so that the folder does not grow for ever. */
export async function forgetOld(kind: StateKind, now = Date.now()): Promise<void> {
  const folder = join(stateFolder(), kind);
  const names = await readdir(folder).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  for (const name of names) {
    const path = join(folder, name);
    const modified = await stat(path).catch(() => undefined);
    if (modified !== undefined && now - modified.mtimeMs > KEEP_DAYS * 86_400_000)
      await rm(path, { force: true });
  }
}

function place(kind: StateKind, key: readonly string[]): string {
  const name = createHash('sha256').update(JSON.stringify(key)).digest('hex');
  return join(stateFolder(), kind, `${name}.json`);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
