/** The command line as a process: the demo does with it what its users will do. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const ENTRY = fileURLToPath(new URL('../../cli/posefleet.ts', import.meta.url));

/** How the command is called. */
export interface PosefleetCall {
  url: string;
  /** Folder that the command is called in. */
  cwd: string;
  /** Folder for what the command remembers. */
  stateFolder: string;
  signal: AbortSignal;
}

/** How the command ended. */
export interface PosefleetEnd {
  exitCode: number;
  /** What it wrote to stdout, which is JSON; null when it wrote nothing. */
  json: unknown;
}

/** Calls `posefleet … --json`; its progress goes to this terminal. @throws the signal's reason when interrupted. */
export async function posefleet(call: PosefleetCall, ...words: string[]): Promise<PosefleetEnd> {
  const { url, cwd, stateFolder, signal } = call;
  signal.throwIfAborted();
  const child = spawn(process.execPath, [ENTRY, ...words, '--json', '--url', url], {
    cwd,
    env: { ...process.env, XDG_STATE_HOME: stateFolder, POSEFLEET_TOKEN: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // A terminal has told it already; SIGTERM, or npm, has not.
  const interrupt = (): void => void child.kill('SIGINT');
  signal.addEventListener('abort', interrupt);
  const [[exitCode], out] = await Promise.all([once(child, 'close'), text(child.stdout)]);
  signal.removeEventListener('abort', interrupt);
  signal.throwIfAborted();
  return { exitCode: exitCode ?? 1, json: out.trim() === '' ? null : JSON.parse(out) };
}
