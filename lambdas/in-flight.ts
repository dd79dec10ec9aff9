/** How many unfinished tasks one caller may have. */
import { PosefleetError } from '../core/errors.ts';
import { readCounts } from '../core/store/counts.ts';
import type { Store } from '../core/store/store.ts';

/**
 * Lets a caller have one more task. The owner's counters are read, one item, and not changed: requests at the same
 * moment may together exceed the limit by their number, and until a sweep so may a count that is off.
 *
 * @returns how many the caller has.
 * @throws PosefleetError `too_many_tasks` that names the limit.
 */
export async function requireRoom(
  store: Store,
  owner: string,
  { maxTasksInFlight }: { maxTasksInFlight: number },
): Promise<number> {
  const { queued, processing } = await readCounts(store, owner);
  if (queued + processing < maxTasksInFlight) return queued + processing;
  throw new PosefleetError(
    'too_many_tasks',
    `You have ${queued + processing} unfinished tasks, and at most ${maxTasksInFlight} are allowed at once. Wait until some have ended, or cancel some.`,
  );
}
