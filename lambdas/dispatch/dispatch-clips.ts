/** Dispatching short clips together with others of their owner that wait too. */
import { type Clip, packClips } from '../../core/short-clips.ts';
import type { Store } from '../../core/store/store.ts';
import type { TaskRecord } from '../../core/task.ts';
import { gatherClips, releaseTasks } from './gather-clips.ts';
import { headerOf, refuse } from './refuse-video.ts';
import { submitJob } from './submit-job.ts';

/**
 * Submits jobs for these tasks and for others that may share them. Each header is looked at: a video that is refused
 * fails alone, one that turns out to be long gets a job of its own.
 *
 * @param seeds tasks whose messages are at hand; all have the same `shareKey`.
 * @throws Error of the SDK when Batch or DynamoDB refuses. What was not submitted is let go of. That is enough for the
 * gathered ones too, whose messages others may have passed over meanwhile: the seeds' messages come again, and gather
 * them again; if they do not, the sweeper sends what waits. Were each gathered one's message sent here, then every
 * delivery of every message would send many more while Batch is away.
 */
export async function dispatchClips(store: Store, seeds: readonly TaskRecord[]): Promise<void> {
  const gathered = await gatherClips(store, seeds);
  const left = new Set(gathered.records.map(({ task_id }) => task_id));
  try {
    for (const tasks of packClips(await accepted(store, gathered.records, left))) {
      await submitJob(store, tasks);
      for (const { task_id } of tasks) left.delete(task_id);
    }
  } finally {
    await releaseTasks(
      store,
      gathered.records.filter(({ task_id }) => left.has(task_id)),
      gathered.until,
    );
  }
}

/** The clips that may be worked on, in their order; the others have failed, and are left no more. */
async function accepted(store: Store, records: readonly TaskRecord[], left: Set<string>): Promise<Clip[]> {
  const looks = await Promise.all(records.map(async (record) => ({ record, ...(await headerOf(record)) })));
  const clips: Clip[] = [];
  for (const { record, facts, refusal } of looks) {
    if (refusal === undefined) clips.push({ record, bytes: facts?.bytes, seconds: facts?.seconds });
    else {
      await refuse(store, record, refusal);
      left.delete(record.task_id);
    }
  }
  return clips;
}
