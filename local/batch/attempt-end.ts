/** What the end of a worker means for its job. */
import { EXIT } from '../../core/exit-codes.ts';
import type { Job, JobAttempt } from './job.ts';
import { triesAgain } from './retry-rules.ts';
import type { WorkerEnd } from './worker-runtime.ts';

/** Why the service itself ended a worker. */
export type Interference =
  /** Somebody asked for the job to be terminated. */
  | { kind: 'terminated'; reason: string }
  | { kind: 'timed-out' }
  /** The service stops. */
  | { kind: 'stopped' };

/** Status reason of an attempt whose host is lost: here the service, killed while the worker ran. */
export const HOST_LOST = 'Host EC2 (instance local) terminated.';
const TIMED_OUT = 'Job attempt duration exceeded timeout';
const EXITED = 'Essential container in task exited';

/** Whether the service stopped in the middle of an attempt, which then does not count. */
export function isCutShort({ exitCode }: WorkerEnd, interference: Interference | undefined): boolean {
  return interference?.kind === 'stopped' && exitCode !== EXIT.done && exitCode !== EXIT.badInput;
}

/** How an attempt ended. */
export function attemptEnd(
  { exitCode, reason, error }: WorkerEnd,
  interference?: Interference,
): Pick<JobAttempt, 'exitCode' | 'reason' | 'statusReason'> {
  if (error !== undefined) {
    const told = reason ?? `CannotStartContainerError: ${error.message}`;
    return { reason: told, statusReason: 'Task failed to start' };
  }
  const code = {
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(reason === undefined ? {} : { reason }),
  };
  if (interference?.kind === 'terminated') return { ...code, statusReason: interference.reason };
  return { ...code, statusReason: interference?.kind === 'timed-out' ? TIMED_OUT : EXITED };
}

/** The job after an attempt that has just been added to it. */
export function afterAttempt(job: Job, interference: Interference | undefined): Job {
  const last = job.attempts.at(-1);
  if (last === undefined) throw new Error(`The job ${job.id} has no attempt.`);
  const { statusReason, stoppedAt } = last;
  if (last.exitCode === 0 && interference?.kind !== 'terminated' && interference?.kind !== 'timed-out') {
    return { ...job, status: 'SUCCEEDED', statusReason, stoppedAt };
  }
  // Batch repeats neither a job that was terminated nor one that timed out, whatever the rules say.
  const isFinal = interference?.kind === 'terminated' || interference?.kind === 'timed-out';
  const isLast = job.attempts.length >= job.retry.attempts;
  const again = !isFinal && !isLast && triesAgain(job.retry.rules, last);
  return again
    ? { ...job, status: 'RUNNABLE', statusReason }
    : { ...job, status: 'FAILED', statusReason, stoppedAt };
}
