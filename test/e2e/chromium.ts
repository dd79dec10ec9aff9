/** A headless Chromium that looks at one page, spoken to by its DevTools protocol. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

/** No sandbox, since that needs rights which a container lacks; nothing but this machine is asked for anything. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
  '--autoplay-policy=no-user-gesture-required',
  '--remote-debugging-port=0',
];

/** Tells how far which page is: at first that is an empty one. */
const READY = "document.readyState + ' ' + location.href";

/** The program: `CHROMIUM_PATH`, else where Debian has it; undefined when there is none. */
export function findChromium(): string | undefined {
  return [process.env.CHROMIUM_PATH, '/usr/bin/chromium'].find(
    (path) => path !== undefined && existsSync(path),
  );
}

/** A browser with one page open. */
export interface Page extends AsyncDisposable {
  /** Runs an expression in the page and waits for its promise. @throws Error with what the page threw. */
  evaluate(expression: string): Promise<unknown>;
}

/** Starts the browser and opens a page. */
export async function openPage(program: string, url: string): Promise<Page> {
  await using stack = new AsyncDisposableStack();
  const profile = await mkdtemp(join(tmpdir(), 'posefleet-chromium-'));
  stack.defer(() => rm(profile, { recursive: true, force: true, maxRetries: 5 }));
  // Leader of a group, so that all of its processes can be ended.
  const child = spawn(program, [...FLAGS, `--user-data-dir=${profile}`], {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  stack.defer(() => endGroup(child));
  const devTools = await devToolsAddress(child);
  const answer = await fetch(`http://${devTools}/json/new?${encodeURIComponent(url)}`, { method: 'PUT' });
  const { webSocketDebuggerUrl } = (await answer.json()) as { webSocketDebuggerUrl: string };
  const socket = new WebSocket(webSocketDebuggerUrl);
  stack.defer(() => socket.close());
  await once(socket, 'open');
  while ((await evaluate(socket, READY)) !== `complete ${url}`) await sleep(20);
  const owned = stack.move();
  return {
    evaluate: (expression) => evaluate(socket, expression),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function devToolsAddress(child: ChildProcess): Promise<string> {
  const lines = createInterface({ input: child.stderr as NodeJS.ReadableStream });
  for await (const line of lines) {
    const [, address] = /^DevTools listening on ws:\/\/([^/]+)\//.exec(line) ?? [];
    if (address !== undefined) {
      child.stderr?.resume();
      return address;
    }
  }
  throw new Error('Chromium ended before it told where it listens.');
}

let calls = 0;

async function evaluate(socket: WebSocket, expression: string): Promise<unknown> {
  const id = ++calls;
  const params = { expression, awaitPromise: true, returnByValue: true };
  const answered = new Promise<EvaluateAnswer>((resolve) => {
    const listen = ({ data }: MessageEvent) => {
      const message = JSON.parse(String(data)) as EvaluateAnswer & { id?: number };
      if (message.id !== id) return;
      socket.removeEventListener('message', listen);
      resolve(message);
    };
    socket.addEventListener('message', listen);
  });
  socket.send(JSON.stringify({ id, method: 'Runtime.evaluate', params }));
  const { result, error } = await answered;
  const thrown = error?.message ?? result?.exceptionDetails?.exception?.description;
  if (thrown !== undefined) throw new Error(`In the page: ${thrown}`);
  return result?.result.value;
}

interface EvaluateAnswer {
  result?: { result: { value?: unknown }; exceptionDetails?: { exception?: { description?: string } } };
  error?: { message: string };
}

async function endGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  process.kill(-child.pid, 'SIGKILL');
  await ended;
}
