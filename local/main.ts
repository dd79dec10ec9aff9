/** `npm start`: the service on this machine, until Ctrl-C. */
import { ENV, envOr } from '../core/environment.ts';
import { log } from '../core/log.ts';
import { type Service, startService } from './service.ts';

const DEFAULT_PORT = 8000;
const DEFAULT_DATA = '.posefleet';
/** Exit codes after a signal, as shells give them. */
const AFTER_SIGNAL = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** @throws Error when `PORT` is not one. */
function portFromEnvironment(): number {
  const text = process.env.PORT || String(DEFAULT_PORT);
  if (/^\d+$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new Error(`PORT must be a number from 0 to 65535, not ${text}.`);
}

function explain(error: NodeJS.ErrnoException): string {
  if (error.code !== 'EADDRINUSE') return error.message;
  const used = portFromEnvironment();
  return `Port ${used} is in use. Stop the program that uses it, or set PORT to another: PORT=${used + 1} npm start`;
}

function greet({ url, data, concurrency }: Service): void {
  const videos = concurrency === 1 ? 'one video' : `${concurrency} videos`;
  console.log(`Posefleet runs at ${url} and works on ${videos} at once (${ENV.concurrency}).`);
  console.log(`  Documentation  ${url}/docs`);
  console.log(`  Data           ${data} (${ENV.data})`);
  console.log('Ctrl-C stops it; unfinished work goes on at the next start.');
}

/** The first signal ends all in order, the second at once. */
function stopOnSignals(service: Service): void {
  let isStopping = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, async () => {
      if (isStopping) process.exit(AFTER_SIGNAL[signal]);
      isStopping = true;
      console.log('\nStopping; unfinished videos are put back. Ctrl-C again stops at once.');
      await service.close();
      process.exit(0);
    });
  }
}

// Information of each request and job is for the cloud's logs; a person at a terminal wants to see troubles alone.
if (process.env.POWERTOOLS_LOG_LEVEL === undefined) log.setLogLevel('WARN');
try {
  const service = await startService({ port: portFromEnvironment(), data: envOr(ENV.data, DEFAULT_DATA) });
  stopOnSignals(service);
  greet(service);
} catch (error) {
  console.error(explain(error as NodeJS.ErrnoException));
  process.exit(1);
}
