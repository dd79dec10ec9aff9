/**
 * One process at a time fetches a file; the others wait and then find it. A lock is a file that its holder touches now and
 * then. It only saves work: what is fetched is hashed before it gets its name, whoever else writes meanwhile.
 *
 * This is not left to a library: those at hand kill the process at the first Ctrl-C, to tidy up.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PosefleetError } from '../../core/errors.ts';
import { isAbsent } from './model-folder.ts';

/** Milliseconds after which a lock is taken for that of a process that died, between signs of life, and between looks. */
export const LOCK_TIMES = { stale: 20_000, touch: 4_000, look: 250 };

/** How a lock is waited for. */
export interface LockOptions {
  signal?: AbortSignal | undefined;
  /** Called once when another process has the lock. */
  onWait?: (() => void) | undefined;
  times?: typeof LOCK_TIMES;
}

/**
 * Does work while no other process does the same.
 *
 * @param path of the file that is fetched; the lock lies beside it
 * @param work is given a signal that is also aborted when the lock was lost, as after the sleep of a laptop
 * @throws the signal's reason when it is aborted
 */
export async function withPullLock<T>(
  path: string,
  { signal, onWait, times = LOCK_TIMES }: LockOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const lock = `${path}.lock`;
  const token = randomUUID();
  await mkdir(dirname(path), { recursive: true });
  await acquire(lock, token, { signal, onWait, times });
  const lost = new AbortController();
  const touching = setInterval(() => {
    touch(lock, token).catch((error: Error) => lost.abort(takenOver(path, error)));
  }, times.touch);
  try {
    return await work(AbortSignal.any([lost.signal, ...(signal === undefined ? [] : [signal])]));
  } finally {
    clearInterval(touching);
    // A lock that was lost is another's.
    if ((await tokenOf(lock)) === token) await rm(lock, { force: true });
  }
}

async function acquire(
  lock: string,
  token: string,
  { signal, onWait, times }: LockOptions & { times: typeof LOCK_TIMES },
): Promise<void> {
  for (let isFirst = true; ; isFirst = false) {
    signal?.throwIfAborted();
    if (await create(lock, token)) return;
    await removeStale(lock, times.stale);
    if (isFirst) onWait?.();
    // The signal is looked at next.
    await sleep(times.look, undefined, signal && { signal }).catch(() => {});
  }
}

async function create(lock: string, token: string): Promise<boolean> {
  try {
    await writeFile(lock, token, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Of several processes that see a stale lock one moves it away; the others find nothing to move. */
async function removeStale(lock: string, stale: number): Promise<void> {
  try {
    // Clocks are set back at times: a lock from the future is not younger than one of now.
    if (Math.abs(Date.now() - (await stat(lock)).mtimeMs) < stale) return;
    const away = `${lock}.${randomUUID()}`;
    await rename(lock, away);
    await rm(away);
  } catch (error) {
    if (!isAbsent(error)) throw error;
  }
}

/** A sign of life. @throws Error when the lock is another's */
async function touch(lock: string, token: string): Promise<void> {
  if ((await tokenOf(lock)) !== token) throw new Error(`${lock} is another process's.`);
  const now = new Date();
  await utimes(lock, now, now);
}

async function tokenOf(lock: string): Promise<string | undefined> {
  try {
    return await readFile(lock, 'utf8');
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

function takenOver(path: string, cause: Error): PosefleetError {
  const message = `Another process took over the fetching of ${path}, since this one gave no sign of life. Try again.`;
  return new PosefleetError('model_unavailable', message, { cause });
}
