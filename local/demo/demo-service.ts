/** Starting and ending the demo's service. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { DemoError } from './demo-error.ts';
import { DEMO_EXIT } from './exit-codes.ts';

const ENTRY = fileURLToPath(new URL('./service-process.ts', import.meta.url));
/** How long a service may take to start, and to end, in milliseconds. */
const START_MS = 60_000;
const END_MS = 20_000;

/** A running service with data of its own. */
export interface DemoService {
  url: string;
  /** Stops the service and the work it does. */
  close: () => Promise<void>;
}

/** A temporary folder for one demo. */
export interface DemoFolder {
  path: string;
  /** Goes with the service: its data, and the clip. */
  work: string;
  log: string;
}

/** Makes the folder. */
export async function makeDemoFolder(): Promise<DemoFolder> {
  const path = await mkdtemp(join(tmpdir(), 'posefleet-demo-'));
  const work = join(path, 'work');
  await mkdir(work);
  return { path, work, log: join(path, 'service.log') };
}

/**
 * Starts a service on a free port, with its data and its log in the folder.
 *
 * @throws DemoError when it does not start; the signal's reason when it is aborted.
 */
export async function startDemoService(folder: DemoFolder, signal: AbortSignal): Promise<DemoService> {
  const child = await forkService(folder);
  try {
    return { url: await firstUrl(child, signal), close: () => endService(child) };
  } catch (error) {
    await endService(child);
    signal.throwIfAborted();
    throw new DemoError(DEMO_EXIT.local, 'The service did not start.', { cause: error });
  }
}

/** Removes what is left of a demo. @returns the path of the log if it is to be kept and there is one. */
export async function removeDemoFolder(
  { path, work, log }: DemoFolder,
  keep: { log: boolean },
): Promise<string | undefined> {
  const kept = keep.log && existsSync(log);
  await rm(kept ? work : path, { recursive: true, force: true, maxRetries: 5 });
  return kept ? log : undefined;
}

/** In a group of its own, since a terminal sends Ctrl-C to all of a group. */
async function forkService({ work, log }: DemoFolder): Promise<ChildProcess> {
  await using file = await open(log, 'a');
  return fork(ENTRY, [work], { detached: true, stdio: ['ignore', file.fd, file.fd, 'ipc'] });
}

async function firstUrl(child: ChildProcess, signal: AbortSignal): Promise<string> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(START_MS)]);
  const ended = once(child, 'exit', { signal: limit }).then(([code]) => {
    throw new Error(`It ended with exit code ${code}.`);
  });
  const [message] = await Promise.race([once(child, 'message', { signal: limit }), ended]);
  ended.catch(() => {});
  return (message as { url: string }).url;
}

/** Letting go of the process is the sign for it to end. */
async function endService(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit').then(() => true);
  if (child.connected) child.disconnect();
  const timer = new AbortController();
  const late = sleep(END_MS, false, { signal: timer.signal }).catch(() => false);
  if (!(await Promise.race([ended, late]))) child.kill('SIGKILL');
  timer.abort();
  await ended;
}
