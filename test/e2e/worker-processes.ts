/** The workers of a service, as the system sees them. */
import { readdirSync, readFileSync } from 'node:fs';

/** Reason to skip a test that looks at processes; undefined where it can. */
export const NO_PROCESS_LIST =
  process.platform === 'linux' ? undefined : 'only Linux tells the environment of processes';

/** A worker, or a program that a worker has started. */
export interface WorkerTrace {
  pid: number;
  /** The worker itself, not its ffmpeg. */
  isWorker: boolean;
}

/** Everything that works for the service with this data folder: each such process has its scratch folder there. */
export function workersOf(data: string): WorkerTrace[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const environment = readProcess(name, 'environ');
      if (!environment.some((entry) => entry.startsWith(`POSEFLEET_SCRATCH=${data}/`))) return [];
      const isWorker = readProcess(name, 'cmdline').some((word) => /gpu-worker\/main\.[jt]s$/.test(word));
      return { pid: Number(name), isWorker };
    });
}

/** The entries of a process's file; none when the process has ended, or is somebody else's. */
function readProcess(pid: string, file: 'environ' | 'cmdline'): string[] {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8').split('\0');
  } catch {
    return [];
  }
}
