/** Restarts of the service while there is work: one in order, one without warning. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Callers } from './callers/callers.ts';
import type { ChaosService } from './service/chaos-service.ts';

/** How the service is ended, and after which share of all tasks. */
const RESTARTS = [
  { signal: 'SIGTERM', share: 1 / 3 },
  { signal: 'SIGKILL', share: 2 / 3 },
] as const;
/** Milliseconds between two looks at how far the tasks are. */
const LOOK_MS = 100;

/** Does both. @throws the signal's reason; Error when the service does not stop or start. */
export async function restartTwice(
  service: ChaosService,
  callers: Callers,
  count: number,
  signal: AbortSignal,
): Promise<void> {
  for (const { signal: end, share } of RESTARTS) {
    while (callers.ended < count * share) await sleep(LOOK_MS, undefined, { signal });
    await service.end(end);
    await service.start();
  }
}
