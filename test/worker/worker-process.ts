/** Runs the worker as the process that it is in a Batch job. */
import { execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { ENV } from '../../core/environment.ts';

/** How a worker ended. */
export interface WorkerEnd {
  exitCode: number | null;
  log: string;
}

/** A worker at work. */
export interface RunningWorker {
  job: string;
  ended: Promise<WorkerEnd>;
  kill(signal: NodeJS.Signals): void;
  /** Kills the ffmpeg that decodes for the worker. */
  killDecoder(): void;
}

/** Starts a worker for these tasks; it finds the stand-ins by this process's environment. */
export function startWorker(taskIds: readonly string[], job: string = randomUUID()): RunningWorker {
  const child = spawn(process.execPath, ['gpu-worker/main.ts'], {
    env: { ...process.env, AWS_BATCH_JOB_ID: job, [ENV.taskIds]: JSON.stringify(taskIds) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      log += chunk;
    });
  const ended = new Promise<WorkerEnd>((resolve) =>
    child.on('close', (exitCode, signal) => resolve({ exitCode, log: `${log}\nended by ${signal}` })),
  );
  return { job, ended, kill: (signal) => child.kill(signal), killDecoder: () => killDecoderOf(child.pid) };
}

/** The decoder is the child with the `showinfo` filter. */
function killDecoderOf(pid: number | undefined): void {
  execFileSync('pkill', ['-KILL', '-P', String(pid), '-f', 'showinfo']);
}
