/** Batch's events as EventBridge may deliver them: more than once, and late. */
import { setTimeout as sleep } from 'node:timers/promises';
import { handler as reconcile } from '../../../lambdas/reconcile.ts';
import type { JobStateChange } from '../../../local/batch/job-detail.ts';
import type { BatchSettings } from '../../../local/batch/settings.ts';
import { Deliveries } from '../../../local/events/deliver.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import type { ServiceSettings } from './messages.ts';

/** Shares of events that come again, and that come late. */
const [AGAIN, LATE] = [0.3, 0.3];
/** Milliseconds by which an event is late at most; it overtakes others then. */
const LATEST_MS = 5000;

/**
 * Delivers events so. What is on its way when the service ends is lost: the sweeper has to find out by itself.
 *
 * @param onUnsteady hears of each second delivery.
 */
export function unsteadyEvents(
  { isUnsteady, seed }: ServiceSettings,
  onUnsteady: () => void,
): Pick<BatchSettings, 'onStateChange'> {
  if (!isUnsteady) return {};
  const random = seededRandom(seed);
  const deliveries = new Deliveries<JobStateChange>(reconcile);
  const deliver = async (event: JobStateChange, afterMs: number) => {
    await sleep(afterMs, undefined, { ref: false });
    deliveries.send(event);
  };
  return {
    onStateChange(event) {
      const delayMs = random.fraction() < LATE ? random.below(LATEST_MS) : 0;
      void deliver(event, delayMs);
      if (random.fraction() >= AGAIN) return;
      onUnsteady();
      void deliver(event, random.below(LATEST_MS));
    },
  };
}
