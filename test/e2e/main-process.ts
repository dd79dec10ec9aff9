/** `npm start` as a process of its own, for what only a process can show. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { ServiceClient } from './client.ts';

const MAIN = fileURLToPath(new URL('../../local/main.ts', import.meta.url));
/** Milliseconds in which a service must have started, on a busy machine too. */
const START_MS = 180_000;

/** How a process ended, and all that it said. */
export interface ProcessEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
  out: string;
  err: string;
}

/** A process with a service in it. */
export interface MainProcess extends AsyncDisposable {
  client: ServiceClient;
  pid: number;
  /** What it has said on stdout. */
  greeting: string;
  /** Sends a signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<ProcessEnd>;
}

/** Starts the service on a free port and waits until it says where it is. @throws Error when it ends before. */
export async function startMain(data: string, environment: NodeJS.ProcessEnv = {}): Promise<MainProcess> {
  const { child, ended, said } = spawnMain(data, environment);
  const limit = setTimeout(() => child.kill('SIGKILL'), START_MS);
  const url = await Promise.race([firstUrl(child, said), ended]);
  clearTimeout(limit);
  if (typeof url !== 'string') throw new Error(`The service did not start: ${JSON.stringify(url)}`);
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    return await ended;
  };
  return {
    client: new ServiceClient(url),
    pid: child.pid as number,
    greeting: said.out,
    end,
    async [Symbol.asyncDispose]() {
      await end('SIGTERM');
    },
  };
}

/** Runs the service where it is expected to end by itself. */
export function runMain(data: string, environment: NodeJS.ProcessEnv = {}): Promise<ProcessEnd> {
  return spawnMain(data, environment).ended;
}

function spawnMain(data: string, environment: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, [MAIN], {
    env: { ...process.env, PORT: '0', POSEFLEET_DATA: data, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    said.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said.err += chunk;
  });
  const ended = once(child, 'close').then(([code, signal]): ProcessEnd => ({ code, signal, ...said }));
  return { child, ended, said };
}

async function firstUrl(child: ChildProcess, said: { out: string }): Promise<string> {
  for (;;) {
    const [, url] = /runs at (\S+) and works/.exec(said.out) ?? [];
    if (url !== undefined && said.out.includes('Ctrl-C')) return url;
    await once(child.stdout as NodeJS.ReadableStream & NodeJS.EventEmitter, 'data');
  }
}
