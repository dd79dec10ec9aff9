/** Dispatching the tasks of some messages: short clips in jobs that they share, every other task in one of its own. */
import { log } from '../../core/log.ts';
import { isReserved, isWaiting, mayShareJob, shareKey } from '../../core/short-clips.ts';
import { readRecords } from '../../core/store/read-items.ts';
import type { Store } from '../../core/store/store.ts';
import type { TaskRecord } from '../../core/task.ts';
import { dispatchClips } from './dispatch-clips.ts';
import { headerOf, refuse } from './refuse-video.ts';
import { submitJob } from './submit-job.ts';

/** What went wrong with a task, by its id: its message is to be delivered again. */
export type Troubles = ReadonlyMap<string, Error>;

/** Submits jobs for those of the tasks that wait for one. What goes wrong with some does not hold up the others. */
export async function dispatchTasks(store: Store, taskIds: readonly string[]): Promise<Troubles> {
  const troubles = new Map<string, Error>();
  const attempt = async (ids: readonly string[], work: () => Promise<void>): Promise<void> => {
    await work().catch((error: Error) => {
      for (const id of ids) troubles.set(id, error);
    });
  };
  await attempt(taskIds, async () => {
    const { alone, sharing } = await sorted(store, taskIds);
    await Promise.all([
      ...alone.map((record) => attempt([record.task_id], () => dispatchAlone(store, record))),
      ...sharing.map((seeds) => attempt(idsOf(seeds), () => dispatchClips(store, seeds))),
    ]);
  });
  return troubles;
}

/** Tasks that go alone, and those that may share a job with each other. */
async function sorted(
  store: Store,
  taskIds: readonly string[],
): Promise<{ alone: TaskRecord[]; sharing: TaskRecord[][] }> {
  const records = await readRecords(store, taskIds);
  logPassedOver(taskIds, records);
  const waiting = records.filter(isWaiting);
  const now = new Date().toISOString();
  const free = waiting.filter((record) => mayShareJob(record) && !isReserved(record, now));
  const groups = Map.groupBy(free, shareKey);
  return { alone: waiting.filter((record) => !mayShareJob(record)), sharing: [...groups.values()] };
}

function logPassedOver(taskIds: readonly string[], records: readonly TaskRecord[]): void {
  const found = new Map(records.map((record) => [record.task_id, record]));
  const now = new Date().toISOString();
  for (const task_id of new Set(taskIds)) {
    const record = found.get(task_id);
    if (record === undefined || !isWaiting(record)) {
      log.info('A message found no waiting task.', { task_id, status: record?.status ?? 'gone' });
    } else if (mayShareJob(record) && isReserved(record, now)) {
      log.info('A message found its task on its way into a job with others.', { task_id });
    }
  }
}

/** @throws Error of the SDK when Batch or DynamoDB refuses; the task is then as it was. */
async function dispatchAlone(store: Store, record: TaskRecord): Promise<void> {
  const { refusal } = await headerOf(record);
  if (refusal !== undefined) await refuse(store, record, refusal);
  else await submitJob(store, [record]);
}

function idsOf(records: readonly TaskRecord[]): string[] {
  return records.map(({ task_id }) => task_id);
}
