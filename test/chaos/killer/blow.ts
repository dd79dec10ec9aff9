/** A signal to a worker. */
import type { Job } from '../../../local/batch/job.ts';
import { isAlive } from '../../../local/batch/process-identity.ts';
import type { ContainerEngine } from '../../../local/container/engine.ts';
import { runTool } from '../../../local/container/run-tool.ts';

/** As a Spot machine's notice, and as the end of a machine. */
export type KillSignal = 'TERM' | 'KILL';

/** Sends it. @returns whether there was somebody to hear it. */
export async function strike(
  { process: worker, container }: Job,
  signal: KillSignal,
  engine: ContainerEngine | undefined,
): Promise<boolean> {
  if (container !== undefined && engine !== undefined) {
    const { exitCode } = await runTool([...engine.command, 'kill', '--signal', signal, container]);
    return exitCode === 0;
  }
  if (worker === undefined || !isAlive(worker)) return false;
  try {
    // Asked to end is the worker; what kills it takes all that it has started with it.
    process.kill(signal === 'KILL' ? -worker.pid : worker.pid, `SIG${signal}`);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}
