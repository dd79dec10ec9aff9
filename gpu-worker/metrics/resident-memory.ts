/**
 * Memory of the container that cannot be taken back: what programs have asked for, without the file cache, which
 * the kernel's own peak values contain and which always grows to the limit where videos are read and written.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where a container sees its own control group. */
const CGROUP_FOLDER = '/sys/fs/cgroup';
/** From this many bytes on a limit of version 1 means that there is none. */
const NO_LIMIT = 2 ** 60;

/** Files of a control group, and the lines of `memory.stat` that count: versions 2 and 1. */
const VERSIONS = [
  { limit: 'memory.max', stat: 'memory.stat', lines: ['anon', 'shmem'] },
  {
    limit: 'memory/memory.limit_in_bytes',
    stat: 'memory/memory.stat',
    lines: ['total_rss', 'total_shmem'],
  },
] as const;

/**
 * Bytes of resident memory of all processes of this container; undefined outside of one. A job's container always
 * has a limit; a group without one is the whole machine's, or a person's session.
 */
export async function residentBytes(folder: string = CGROUP_FOLDER): Promise<number | undefined> {
  for (const { limit, stat, lines } of VERSIONS) {
    const bytes = Number(await textOf(join(folder, limit)));
    if (!(bytes > 0 && bytes < NO_LIMIT)) continue;
    const text = (await textOf(join(folder, stat))) ?? '';
    return lines.reduce((sum, name) => sum + lineOf(text, name), 0);
  }
  return undefined;
}

function lineOf(text: string, name: string): number {
  return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
}

/** Undefined for a file that is not there. */
async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
