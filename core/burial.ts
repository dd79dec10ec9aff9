/** Which of the tasks that a dead job leaves unfinished takes the blame: pure, so that every order can be tried. */
import { isFinal, type TaskRecord } from './task.ts';

/** The tasks that a job's end leaves to be seen to. */
export interface Burial {
  /** To be submitted again, as if nothing had been: the job died of another. Write these first, see `planBurial`. */
  spared: TaskRecord[];
  /** Those of which the job died, or may have. */
  struck: TaskRecord[];
}

/** A job that is over. */
export interface OverJob {
  id: string;
  /** How many tasks it was submitted for. */
  tasks: number;
  /** Whether its worker has come to its own end, and so has been through all of them. */
  isDone: boolean;
}

/**
 * Of a job with several tasks the one that was being worked on takes the blame; those that the worker had not come to are
 * spared. Where none was being worked on, the worker died between two of them, and the rest are spared all the same, as
 * long as it has ended one, or a caller has taken one from it; if it has not even begun, whatever kept it from that concerns
 * all. So each dead job costs a task a death, or has ended or lost one, and there is no endless round.
 *
 * A worker that has come to its own end has passed over what had another job at the time, and that waits again by now: it
 * does not take the blame for a job that was submitted twice.
 *
 * Whoever acts by this spares first: whoever comes after a half of it was done, or at the same time, and finds nobody at
 * work because that one was struck already, then finds nobody left to blame in his place.
 *
 * @param records of all tasks of the job that are still there.
 */
export function planBurial(records: readonly TaskRecord[], job: OverJob): Burial {
  const left = records.filter((record) => concerns(record, job.id));
  const { spared = [], struck = [] } = Object.groupBy(left, (record) =>
    isBlamed(record, records, job) ? 'struck' : 'spared',
  );
  return { spared, struck };
}

function isBlamed(
  { status, batch_job_id }: TaskRecord,
  records: readonly TaskRecord[],
  job: OverJob,
): boolean {
  if (status === 'processing') return true;
  return !hasBegun(records, job) && (!job.isDone || batch_job_id !== undefined);
}

/** Whether the worker had come to one of the tasks. What a caller has deleted or retried since may be just that one. */
function hasBegun(records: readonly TaskRecord[], { id, tasks }: OverJob): boolean {
  const isPast = (record: TaskRecord) =>
    (record.status === 'processing' && record.batch_job_id === id) ||
    wasEndedBy(record, id) ||
    wasTakenFrom(record, id);
  return records.length < tasks || records.some(isPast);
}

/** Without a job the task waits for one, and the dispatcher may be about to write that it is this. */
function concerns({ status, batch_job_id, dead_jobs = [] }: TaskRecord, job: string): boolean {
  if (isFinal(status) || dead_jobs.includes(job)) return false;
  return batch_job_id === undefined || batch_job_id === job;
}

/** Tasks that end by the job's death without having been begun, as when its image cannot be pulled, have no attempt. */
function wasEndedBy({ status, attempt, batch_job_id }: TaskRecord, job: string): boolean {
  return isFinal(status) && attempt > 0 && batch_job_id === job;
}

/** By a retry, or spared; what the job was blamed for has a death in this run. */
function wasTakenFrom({ dead_jobs = [], deaths }: TaskRecord, job: string): boolean {
  return dead_jobs.includes(job) && deaths === 0;
}
