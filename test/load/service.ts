/** The local service as a process of its own, with workers that end at once; tells its parent how it bears the load. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { log } from '../../core/log.ts';
import { startService } from '../../local/service.ts';
import { quickWorkers } from './quick-worker.ts';

/** Jobs at once: as many as a larger machine would run. */
const JOBS_AT_ONCE = 4;

/** What the service tells of itself, since it was asked last. */
export interface ServiceMeasures {
  /** Resident memory in megabytes (10^6 bytes), and the part of it that holds JavaScript's objects. */
  memory: number;
  heap: number;
  /** Milliseconds for which the event loop was held up: the longest time, and what 99 of 100 looks found at most. */
  longestStall: number;
  stall99: number;
  /** Seconds of processor time since the process began. */
  cpu: number;
}

/** Messages to the parent. */
export type ServiceMessage = { url: string } | { measures: ServiceMeasures };

/** Milliseconds between two looks at the event loop. */
const LOOK_MS = 10;

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

log.setLogLevel('ERROR');
const loop = monitorEventLoopDelay({ resolution: LOOK_MS });
const service = await startService({
  data: process.env.POSEFLEET_DATA ?? '',
  port: 0,
  concurrency: JOBS_AT_ONCE,
  sweepMs: 5000,
  batch: { runtime: quickWorkers() },
});
loop.enable();
process.on('message', (isSwept: boolean) => {
  if (isSwept) collectGarbage();
  tell({ measures: measured() });
});
process.once('SIGTERM', async () => {
  await service.close();
  process.exit(0);
});
// Without its parent nobody would end it.
process.once('disconnect', () => process.exit(1));
tell({ url: service.url });

function tell(message: ServiceMessage): void {
  process.send?.(message);
}

function measured(): ServiceMeasures {
  const { rss, heapUsed } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  const measures = {
    memory: rss / 1e6,
    heap: heapUsed / 1e6,
    longestStall: loop.max / 1e6,
    stall99: loop.percentile(99) / 1e6,
    cpu: (user + system) / 1e6,
  };
  loop.reset();
  return measures;
}
