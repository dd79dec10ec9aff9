/** Which of the tasks that a dead job leaves unfinished takes the blame: pure, so that every order can be tried. */
import { isFinal, type TaskRecord } from './task.ts';

/** The tasks that a job's end leaves to be seen to. */
export interface Burial {
  /** To be submitted again, as if nothing had been: the job died of another. Write these first, see `planBurial`. */
  spared: TaskRecord[];
  /** Those of which the job died, or may have. */
  struck: TaskRecord[];
}

/**
 * Of a job with several tasks the one that was being worked on takes the blame; those that the worker had not come to are
 * spared. Where none was being worked on, the worker died between two of them, and the rest are spared all the same, as
 * long as it has ended one; if it has not even begun, whatever kept it from that concerns all. So each dead job costs a
 * task a death, or has ended one, and there is no endless round.
 *
 * Whoever acts by this spares first: whoever comes after a half of it was done, or at the same time, and finds nobody at
 * work because that one was struck already, then finds nobody left to blame in his place.
 *
 * @param records of all tasks of the job that are still there.
 */
export function planBurial(records: readonly TaskRecord[], job: string): Burial {
  const left = records.filter((record) => concerns(record, job));
  const atWork = left.filter(({ status }) => status === 'processing');
  const hasBegun = atWork.length > 0 || records.some((record) => wasEndedBy(record, job));
  if (!hasBegun) return { spared: [], struck: left };
  return { spared: left.filter(({ status }) => status !== 'processing'), struck: atWork };
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
