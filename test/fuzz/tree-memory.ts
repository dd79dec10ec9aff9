/** Memory of a process with all that it has started. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { descendants, parsePss, parseStat } from '../bench/process-tree.ts';

/** Megabytes (PSS, of 10^6 bytes); 0 where the system does not tell, and when the process has ended. */
export function treeMemory(root: number): number {
  if (!existsSync('/proc/self/smaps_rollup')) return 0;
  const numbers = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const all = numbers.flatMap((pid) => readOf(`/proc/${pid}/stat`, parseStat));
  const pids = [root, ...descendants(all, root).map(({ pid }) => pid)];
  return pids
    .flatMap((pid) => readOf(`/proc/${pid}/smaps_rollup`, parsePss))
    .reduce((sum, megabytes) => sum + megabytes, 0);
}

/** Nothing when the process has ended meanwhile; one that waits for its parent has an empty file. */
function readOf<T>(file: string, parse: (text: string) => T): T[] {
  try {
    const text = readFileSync(file, 'utf8');
    return text === '' ? [] : [parse(text)];
  } catch (error) {
    if (['ENOENT', 'ESRCH', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}
