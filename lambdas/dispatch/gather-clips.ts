/** Gathering short clips that may share a job, so that no other dispatcher takes them too. */
import { allEnded } from '../../core/all-ended.ts';
import { log } from '../../core/log.ts';
import { clipsAJob, mayBeReserved, RESERVED_SECONDS, shareKey } from '../../core/short-clips.ts';
import { laterBy, sortKey } from '../../core/store/items.ts';
import { queuedAfter } from '../../core/store/queued-after.ts';
import { releaseTask, reserveTask } from '../../core/store/reserve-task.ts';
import type { Store } from '../../core/store/store.ts';
import type { TaskRecord } from '../../core/task.ts';

/** Queued tasks that are looked at for each place in a job: those that have a job, or another model, are among them. */
const LOOKED_AT = 2;
/** DynamoDB's limit of keys a request; more are not looked at. */
const MOST_LOOKED_AT = 100;

/** Tasks that were reserved. */
export interface Gathered {
  /** In the order of their creation. */
  records: TaskRecord[];
  /** When they are free again, ISO-8601. */
  until: string;
}

/**
 * Reserves the seeds, and as many of the tasks that were created after the first of them as one more job would take. They
 * are looked for behind it, since messages come roughly in order: what lies before it mostly has its job.
 *
 * @param seeds tasks whose messages are at hand; those that somebody else takes first are left out.
 * @throws Error of the SDK when DynamoDB refuses; nothing is kept then.
 */
export async function gatherClips(store: Store, seeds: readonly TaskRecord[]): Promise<Gathered> {
  const now = new Date().toISOString();
  const until = laterBy(now, RESERVED_SECONDS * 1000);
  const reserve = (records: readonly TaskRecord[]) => reserveEach(store, records, { now, until });
  const tried = [...seeds];
  try {
    const [own, others] = await allEnded([reserve(seeds), othersOf(store, seeds, now)]);
    const room = own.length === 0 ? 0 : Math.max(0, clipsAJob() - own.length);
    tried.push(...others.slice(0, room));
    const taken = await reserve(others.slice(0, room));
    return { records: inOrder([...own, ...taken]), until };
  } catch (error) {
    await releaseTasks(store, tried, until);
    throw error;
  }
}

/** Lets go of tasks. Should it fail they are passed over until the reservation ends by itself: no error that matters. */
export async function releaseTasks(
  store: Store,
  records: readonly TaskRecord[],
  until: string,
): Promise<void> {
  const release = async ({ task_id }: TaskRecord) => {
    await releaseTask(store, task_id, until).catch((error: Error) => {
      log.warn('A reserved task could not be let go of.', { task_id, error });
    });
  };
  await Promise.all(records.map(release));
}

async function othersOf(store: Store, seeds: readonly TaskRecord[], now: string): Promise<TaskRecord[]> {
  const [first] = inOrder(seeds);
  if (first === undefined || seeds.length >= clipsAJob()) return [];
  const behind = await queuedAfter(store, first, Math.min(clipsAJob() * LOOKED_AT, MOST_LOOKED_AT));
  const ids = new Set(seeds.map(({ task_id }) => task_id));
  const key = shareKey(first);
  return behind.filter(
    (record) => !ids.has(record.task_id) && mayBeReserved(record, now) && shareKey(record) === key,
  );
}

async function reserveEach(
  store: Store,
  records: readonly TaskRecord[],
  time: { now: string; until: string },
): Promise<TaskRecord[]> {
  const isOurs = await allEnded(records.map((record) => reserveTask(store, record, time)));
  return records.filter((_, index) => isOurs[index]);
}

function inOrder(records: readonly TaskRecord[]): TaskRecord[] {
  const place = ({ created_at, task_id }: TaskRecord) => sortKey(created_at, task_id);
  return records.toSorted((a, b) => (place(a) < place(b) ? -1 : 1));
}
