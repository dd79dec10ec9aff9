/** What NVIDIA's driver says about the GPUs of this container. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Milliseconds that the driver's program may take. */
const TIMEOUT_MS = 5000;

/** A GPU at one moment; null where the driver does not tell. */
export interface GpuState {
  /** Percent of the last moment's time in which something ran on it. */
  percent: number | null;
  /** Memory in use, in MiB. */
  memoryMiB: number | null;
}

/** Asks `nvidia-smi`. @throws Error when there is no such program, or it fails or hangs. */
export async function readGpus(): Promise<GpuState[]> {
  const words = ['--query-gpu=utilization.gpu,memory.used', '--format=csv,noheader,nounits'];
  const { stdout } = await execute('nvidia-smi', words, { timeout: TIMEOUT_MS, killSignal: 'SIGKILL' });
  return stdout
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(stateOf);
}

/** A line such as `37, 2310`, or `[N/A], 2310`. */
function stateOf(line: string): GpuState {
  const [percent = null, memoryMiB = null] = line.split(',').map((text) => {
    const value = Number.parseFloat(text);
    return Number.isNaN(value) ? null : value;
  });
  return { percent, memoryMiB };
}
