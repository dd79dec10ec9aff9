/** Starts and ends the service that is put under load, with data of its own. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ENV } from '../../core/environment.ts';
import { temporaryFolder } from '../media/make-media.ts';
import type { ServiceMeasures, ServiceMessage } from './service.ts';

const SERVICE = fileURLToPath(new URL('service.ts', import.meta.url));
/** Unfinished tasks that the only caller may have: the limit is not what is measured. */
const TASKS_IN_FLIGHT = 1_000_000;

/** A service under load. */
export interface LoadedService extends AsyncDisposable {
  url: string;
  /** A folder for files that requests name. */
  folder: string;
  /** @param swept whether garbage is collected before, to see what is really held. */
  measures(swept?: boolean): Promise<ServiceMeasures>;
  /** Whether it still runs. */
  runs(): boolean;
}

/** Starts the service. @throws Error when it does not start. */
export async function startLoadedService(): Promise<LoadedService> {
  const folder = await temporaryFolder();
  const child = fork(SERVICE, {
    env: {
      ...process.env,
      [ENV.data]: join(folder, 'data'),
      [ENV.maxTasksInFlight]: String(TASKS_IN_FLIGHT),
    },
  });
  const first = await nextMessage(child);
  if (!('url' in first)) throw new Error('The service told something else than its address.');
  return {
    url: first.url,
    folder,
    runs: () => child.exitCode === null && child.signalCode === null,
    async measures(swept = false) {
      child.send(swept);
      const message = await nextMessage(child);
      if (!('measures' in message)) throw new Error('The service told something else than its measures.');
      return message.measures;
    },
    async [Symbol.asyncDispose]() {
      const gone = once(child, 'exit');
      if (child.exitCode === null && child.kill('SIGTERM')) await gone;
      await rm(folder, { recursive: true });
    },
  };
}

async function nextMessage(child: ChildProcess): Promise<ServiceMessage> {
  const heard = new AbortController();
  const told = once(child, 'message', heard).then(([message]) => message as ServiceMessage);
  const ended = once(child, 'exit', heard).then(([code, signal]) => {
    throw new Error(`The service has ended (${code ?? signal}).`);
  });
  try {
    return await Promise.race([told, ended]);
  } finally {
    heard.abort();
  }
}
