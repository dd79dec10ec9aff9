/** Which process a number meant: numbers are given again, so the time of the start belongs to it. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process of this machine. */
export interface ProcessIdentity {
  pid: number;
  /** Some text that says when the process was started; the same for its whole life, and after a boot another. */
  started: string;
}

/** Position of the start time in `/proc/PID/stat`, counted after the name, which may hold spaces. */
const START_TIME_FIELD = 19;

/** The process that has this number now; undefined when there is none. */
export function identify(pid: number): ProcessIdentity | undefined {
  const started = process.platform === 'linux' ? startedOnLinux(pid) : startedElsewhere(pid);
  return started === undefined ? undefined : { pid, started };
}

/** Whether this very process is still there. One that has ended and only waits for its parent is not. */
export function isAlive({ pid, started }: ProcessIdentity): boolean {
  return identify(pid)?.started === started;
}

function startedOnLinux(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : `${boot} ${fields[START_TIME_FIELD]}`;
  } catch {
    return undefined;
  }
}

function startedElsewhere(pid: number): string | undefined {
  try {
    const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
    const text = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { env, encoding: 'utf8' });
    const [, state, started] = /^\s*(\S+)\s+(.*\S)/.exec(text) ?? [];
    return state?.startsWith('Z') ? undefined : started;
  } catch {
    return undefined;
  }
}
