/** Memory and processor time of the processes that this one has started, as Linux counts them. */
import { readdirSync, readFileSync } from 'node:fs';
import { platform } from 'node:os';

/** Whether this system tells; elsewhere there is no `/proc`. */
export const CAN_MEASURE = platform() === 'linux';
/** Why not, for the report. */
export const CANNOT_MEASURE = 'only Linux tells the memory and the processor time of a tree of processes';

/** Linux counts processor time for `/proc` in hundredths of a second (`USER_HZ`) on every machine. */
const TICKS_A_SECOND = 100;

/** A process as `/proc/PID/stat` shows it. */
export interface ProcessStat {
  pid: number;
  parent: number;
  name: string;
  /** Seconds of processor time of the children that have ended, and of theirs. */
  endedChildrenSeconds: number;
}

/** Memory of a process in megabytes (10^6 bytes). */
export interface ProcessMemory {
  /** `worker` for what this process started itself, else the program's name. */
  name: string;
  megabytes: number;
}

/** Reads the text of `/proc/PID/stat`; the name may hold blanks and parentheses. */
export function parseStat(text: string): ProcessStat {
  const [open, close] = [text.indexOf('('), text.lastIndexOf(')')];
  // The first of these is field 3 of proc(5).
  const fields = text.slice(close + 2).split(' ');
  const field = (number: number) => Number(fields[number - 3]);
  return {
    pid: Number.parseInt(text, 10),
    parent: field(4),
    name: text.slice(open + 1, close),
    endedChildrenSeconds: (field(16) + field(17)) / TICKS_A_SECOND,
  };
}

/** All that descends from a process, without itself. */
export function descendants(processes: readonly ProcessStat[], root: number): ProcessStat[] {
  const children = processes.filter(({ parent }) => parent === root);
  return [...children, ...children.flatMap(({ pid }) => descendants(processes, pid))];
}

/** What this process has started, and what that has started, as long as it runs. */
export function startedProcesses(): ProcessStat[] {
  const numbers = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return descendants(
    numbers.flatMap((pid) => readOfProcess(`/proc/${pid}/stat`, parseStat)),
    process.pid,
  );
}

/**
 * Proportional set size of each started process: memory that several share is divided among them, so that the
 * sum is what they take together.
 */
export function startedMemory(): ProcessMemory[] {
  return startedProcesses().flatMap(({ pid, parent, name }) => {
    // Node calls itself after its thread.
    const told = parent === process.pid ? 'worker' : name;
    return readOfProcess(`/proc/${pid}/smaps_rollup`, (text) => ({ name: told, megabytes: parsePss(text) }));
  });
}

/** Proportional set size in megabytes. @throws Error when there is none. */
export function parsePss(smapsRollup: string): number {
  const match = /^Pss:\s+(\d+) kB$/m.exec(smapsRollup);
  if (match === null) throw new Error('smaps_rollup has no line of PSS.');
  return (Number(match[1]) * 1024) / 1e6;
}

/** Seconds of processor time that ended children of this process have taken so far. */
export function endedChildrenSeconds(): number {
  return parseStat(readFileSync('/proc/self/stat', 'utf8')).endedChildrenSeconds;
}

/** Nothing when the process has ended meanwhile; one that waits for its parent has an empty file. */
function readOfProcess<T>(file: string, parse: (text: string) => T): T[] {
  try {
    const text = readFileSync(file, 'utf8');
    return text === '' ? [] : [parse(text)];
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}
