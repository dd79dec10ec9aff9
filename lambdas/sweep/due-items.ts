/** Ended and deleted tasks whose time has come: their files are tidied, and what has expired is forgotten. */
import pLimit from 'p-limit';
import { attemptPrefix, isOfLaterRun } from '../../core/places.ts';
import { type DueItem, dueItems, endCare, postponeCare } from '../../core/store/care.ts';
import { expireTask } from '../../core/store/expire-task.ts';
import { isTombstone, laterBy, type TaskItem, type Tombstone, toRecord } from '../../core/store/items.ts';
import type { Store } from '../../core/store/store.ts';
import type { Parts } from './parts.ts';
import { removeTaskFiles } from './task-files.ts';

/** Items that are tidied at once. */
const AT_ONCE = 8;
/** A worker that did not hear at once that it has lost its task may have written for a while: another look. */
const SECOND_LOOK_MS = 3_600_000;
/** What a worker had sent to S3 before it ended a task has arrived after this. */
const ARRIVAL_MS = 60_000;

/**
 * Looks after all items that are due, as long as there is time. One that fails does not hold up the others: `parts` keeps why.
 *
 * @returns how many were looked after.
 */
export async function tidyDueItems(store: Store, parts: Parts, hasTime: () => boolean): Promise<number> {
  const now = new Date().toISOString();
  const limit = pLimit(AT_ONCE);
  let tidied = 0;
  for await (const items of dueItems(store, now)) {
    if (!hasTime()) break;
    const one = async (item: DueItem) => {
      await tidy(store, item, now);
      return 1;
    };
    const done = items.map((item) => limit(() => parts.attempt(`files of ${item.pk}`, () => one(item), 0)));
    tidied += (await Promise.all(done)).reduce<number>((sum, number) => sum + number, 0);
  }
  return tidied;
}

async function tidy(store: Store, item: DueItem, now: string): Promise<void> {
  if (isTombstone(item)) await tidyDeleted(store, item, now);
  else await tidyEnded(store, item, now);
}

async function tidyDeleted(store: Store, item: Tombstone, now: string): Promise<void> {
  const { kept_prefix: kept } = item;
  await removeTaskFiles(item.pk, (key) => kept !== undefined && key.startsWith(kept));
  const secondLook = laterBy(item.deleted_at, SECOND_LOOK_MS);
  if (now < secondLook) await postponeCare(store, item, secondLook);
  else await endCare(store, item);
}

/** Only the winner's results are of use, and only a completed task has a winner; any other may be retried meanwhile. */
async function tidyEnded(store: Store, item: TaskItem, now: string): Promise<void> {
  const expiry = new Date(item.expires_at * 1000).toISOString();
  if (expiry <= now) {
    await removeTaskFiles(item.pk, (key) => isOfLaterRun(key, item));
    await expireTask(store, toRecord(item));
    return;
  }
  const results = item.status === 'completed' ? attemptPrefix(item) : undefined;
  await removeTaskFiles(item.pk, (key) => {
    return (results !== undefined && key.startsWith(results)) || isOfLaterRun(key, item);
  });
  const ended = item.completed_at ?? item.updated_at;
  const secondLook = laterBy(ended, SECOND_LOOK_MS);
  const mayGrow = now < laterBy(ended, hadOtherWorkers(item) ? SECOND_LOOK_MS : ARRIVAL_MS);
  await postponeCare(store, item, mayGrow && secondLook < expiry ? secondLook : expiry);
}

/** Whether a worker may have lost the task to another. */
function hadOtherWorkers({ run, attempt }: TaskItem): boolean {
  return run > 1 || attempt > 1;
}
