/** Puts a service of its own under load, and waits until all that was asked for has ended. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { healthAnswerSchema } from '../../core/requests.ts';
import { makeMedia } from '../media/make-media.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { Caller } from './caller.ts';
import type { LoadRun } from './report.ts';
import { actOnce, type Scene } from './scenario.ts';
import type { ServiceMeasures } from './service.ts';
import { type LoadedService, startLoadedService } from './service-process.ts';
import { Tally } from './tally.ts';
import { TasksMade } from './tasks-made.ts';

/** Milliseconds between two looks at the service. */
const LOOK_MS = 2000;
/** Milliseconds without a task's end, after the last request, after which some are stuck: many of the service's sweeps. */
const STUCK_MS = 60_000;

/** Runs so many clients for so many seconds. @throws Error when the service does not start, or ends. */
export async function runLoad(clients: number, seconds: number, seed: number): Promise<LoadRun> {
  await using service = await startLoadedService();
  const video = await makeMedia({
    file: join(service.folder, 'a.mp4'),
    picture: 'testsrc=size=160x120:rate=10:duration=1',
    options: ['-c:v', 'libx264', '-preset', 'ultrafast'],
  });
  const tally = new Tally();
  const tasks = new TasksMade();
  const before = await service.measures(true);
  const end = performance.now() + seconds * 1000;
  const watch = watchService(service, end);
  await Promise.all(
    Array.from({ length: clients }, (_, index) => {
      const random = seededRandom(seed + index);
      return beCaller(service.url, { random, video, tasks, own: [], cancelled: new Set() }, tally, end);
    }),
  );
  const during = await watch;
  const drained = await drain(service.url, tasks, tally);
  const after = await service.measures(true);
  return { clients, seconds, tally, before, during, after, tasks: tasks.accepted, drained };
}

async function beCaller(
  url: string,
  scene: Omit<Scene, 'api' | 's3'>,
  tally: Tally,
  end: number,
): Promise<void> {
  const api = new Caller(url, tally);
  let storage: Caller | undefined;
  const s3 = (origin: string) => {
    storage ??= new Caller(origin, tally);
    return storage;
  };
  while (performance.now() < end) await actOnce({ ...scene, api, s3 });
  await Promise.all([api.close(), storage?.close()]);
}

async function watchService(service: LoadedService, end: number): Promise<ServiceMeasures[]> {
  const all: ServiceMeasures[] = [];
  do {
    await sleep(Math.min(LOOK_MS, Math.max(1, end - performance.now())));
    all.push(await service.measures());
  } while (performance.now() < end);
  return all;
}

/** Waits until no task is unfinished and the counts are right. @returns seconds. */
async function drain(url: string, tasks: TasksMade, tally: Tally): Promise<number> {
  const start = performance.now();
  let least = Number.POSITIVE_INFINITY;
  let moved = start;
  for (;;) {
    const { active_tasks, queued_tasks, total_tasks } = healthAnswerSchema.parse(
      await (await fetch(`${url}/health`)).json(),
    );
    const now = performance.now();
    const unfinished = queued_tasks + active_tasks;
    if (unfinished === 0 && tasks.fits(total_tasks)) return (now - start) / 1000;
    if (unfinished < least) [least, moved] = [unfinished, now];
    if (now - moved > STUCK_MS) {
      const counts = `${queued_tasks} queued, ${active_tasks} active, ${total_tasks} in all`;
      tally.failed(`GET /health for ${STUCK_MS / 1000} s: ${counts}; there are ${tasks.left} tasks`);
      return (now - start) / 1000;
    }
    await sleep(250);
  }
}
