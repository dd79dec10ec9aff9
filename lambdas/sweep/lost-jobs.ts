/** Tasks whose job Batch no longer knows, or says is over. */
import { DescribeJobsCommand } from '@aws-sdk/client-batch';
import type { Store } from '../../core/store/store.ts';
import type { TaskRecord } from '../../core/task.ts';
import { type BatchJob, batchJobSchema, endOf, isOver, logStreamOf, tasksOf } from '../batch-job.ts';
import { buryJob, type DeadJob } from '../bury-job.ts';
import { batchClient } from '../clients.ts';
import type { Parts } from './parts.ts';

/** Batch's limit of jobs a request. */
const JOBS_A_REQUEST = 100;

/**
 * Asks Batch about the jobs of these tasks, and sees to those that are over or lost, with all their tasks; the others go
 * on. Of a job that Batch has forgotten, which ended long ago, nobody but its silent tasks tells.
 *
 * @param parts does what may fail alone. @param hasTime whether to ask about more: of very many jobs a sweep may see to
 * some only, others each time.
 * @returns how many tasks were seen to.
 */
export async function buryLostJobs(
  store: Store,
  records: readonly TaskRecord[],
  parts: Parts,
  hasTime: () => boolean,
): Promise<number> {
  const silent = Map.groupBy(records, ({ batch_job_id = '' }) => batch_job_id);
  let buried = 0;
  for (const ids of requests([...silent.keys()])) {
    if (!hasTime()) break;
    const jobs = await parts.attempt('describe jobs', () => describe(ids), undefined);
    if (jobs === undefined) continue;
    for (const id of ids) {
      const bury = () => buryIfOver(store, { id, job: jobs.get(id), silent: silent.get(id) ?? [] });
      buried += await parts.attempt(`lost job ${id}`, bury, 0);
    }
  }
  return buried;
}

/** Shares ids out to requests, from another place each time. */
function requests(ids: readonly string[]): string[][] {
  const first = Math.floor(Math.random() * ids.length);
  const turned = [...ids.slice(first), ...ids.slice(0, first)];
  const count = Math.ceil(ids.length / JOBS_A_REQUEST);
  return Array.from({ length: count }, (_, index) =>
    turned.slice(index * JOBS_A_REQUEST, (index + 1) * JOBS_A_REQUEST),
  );
}

async function buryIfOver(
  store: Store,
  { id, job, silent }: { id: string; job: BatchJob | undefined; silent: readonly TaskRecord[] },
): Promise<number> {
  if (job !== undefined && !isOver(job)) return 0;
  const known = job === undefined ? [] : tasksOf(job);
  const taskIds = new Set([...known, ...silent.map(({ task_id }) => task_id)]);
  return await buryJob(store, [...taskIds], deadJob(id, job));
}

function deadJob(id: string, job: BatchJob | undefined): DeadJob {
  if (job === undefined) return { id, end: { statusReason: 'Batch does not know the job any more.' } };
  return { id, end: endOf(job), logStream: logStreamOf(job) };
}

async function describe(ids: readonly string[]): Promise<Map<string, BatchJob>> {
  const { jobs = [] } = await batchClient().send(new DescribeJobsCommand({ jobs: [...ids] }));
  const parsed = jobs.map((detail) => batchJobSchema.parse(detail));
  return new Map(parsed.map((job) => [job.jobId, job]));
}
