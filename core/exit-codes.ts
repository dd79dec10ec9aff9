/** Exit codes of the worker, and what each way to die means. Retry rules of the job definition are made from here. */
import type { ErrorCode } from './errors.ts';

/** Exit codes of the worker process. */
export const EXIT = {
  /** Done, or another worker has the task. */
  done: 0,
  /** Bad input; the worker has ended the task itself. */
  badInput: 65,
  /** Interrupted; Batch starts the job again. */
  interrupted: 75,
  /** Ended by SIGTERM (128 + 15): before it began, or since it could not stop in time. As `interrupted`. */
  unheeded: 143,
} as const;

/** Attempts that Batch makes of one job; more interruptions than that end the task. */
export const JOB_ATTEMPTS = 10;
/** Unexplained deaths in one run after which a task fails. */
export const UNEXPLAINED_DEATHS = 5;

/** One rule of a Batch retry strategy, as `evaluateOnExit` has it. */
export interface RetryRule {
  action: 'RETRY' | 'EXIT';
  onExitCode?: string;
  onReason?: string;
  onStatusReason?: string;
}

/**
 * When Batch starts a job again by itself. Without a last rule that matches everything Batch would retry
 * whatever no rule names, hence the EXIT at the end; at most five rules are allowed.
 */
export const RETRY_RULES: readonly RetryRule[] = [
  { action: 'RETRY', onStatusReason: 'Host EC2*' },
  { action: 'RETRY', onReason: 'CannotPullContainerError:*' },
  { action: 'RETRY', onExitCode: String(EXIT.interrupted) },
  { action: 'RETRY', onExitCode: String(EXIT.unheeded) },
  { action: 'EXIT', onReason: '*' },
];

/** How a job ended, as Batch tells it. */
export interface JobEnd {
  exitCode?: number;
  /** Reason of the container, such as `OutOfMemoryError: Container killed due to memory usage`. */
  reason?: string;
  /** Reason of the job, such as `Host EC2 (instance i-0) terminated.` */
  statusReason?: string;
  /** Attempts that were made, where Batch tells it. */
  attempts?: number;
  /** Attempts that were allowed. @default JOB_ATTEMPTS */
  allowedAttempts?: number;
}

/** How the reasons begin for which the service itself terminates jobs. */
const NOT_NEEDED = 'Not needed any more: ';

/** The reason to give Batch when a job is terminated that no task needs. @param why for people, a sentence. */
export function notNeeded(why: string): string {
  return `${NOT_NEEDED}${why}`;
}

/** What a job's end means for a task that it leaves unfinished. */
export type Death =
  | { kind: 'ended'; code: ErrorCode; message: string }
  /** Nobody knows why: a new job is submitted. */
  | { kind: 'unexplained' };

/**
 * Reads a job's last end. A job that was terminated as of no use says nothing about a task that it leaves unfinished: that
 * one has come to it while it was being terminated, as with a retry at that moment. Interruptions come here only when Batch has used up its attempts, or somebody has terminated
 * the job: the worker ends in the same way then, and Batch does not start it again.
 */
export function explainDeath(end: JobEnd): Death {
  const { exitCode, reason = '', statusReason = '' } = end;
  if (statusReason.startsWith(NOT_NEEDED)) return { kind: 'unexplained' };
  if (/OutOfMemory/i.test(reason)) {
    return ended(
      'out_of_memory',
      'The worker ran out of memory. Use a smaller video, or a larger job memory.',
    );
  }
  if (/Job attempt duration exceeded timeout/i.test(statusReason)) {
    return ended('timed_out', 'The job took longer than its time limit. A retry resumes it.');
  }
  // `Canceled by JobStateTimeLimit action due to reason: …`: the queue's limits of waiting, see infra/compute/job-queue.ts.
  if (statusReason.includes('JobStateTimeLimit')) {
    return statusReason.includes('MISCONFIGURATION')
      ? ended('internal', 'The job fits no machine of this deployment. Its operator has to change it.')
      : ended('unavailable', 'No machine could be had for hours. A retry waits for one again.');
  }
  const lost = statusReason.startsWith('Host EC2') || reason.startsWith('CannotPullContainerError');
  if (lost || exitCode === EXIT.interrupted || exitCode === EXIT.unheeded) {
    return ended('interrupted', `${lost ? interruptions(end) : stop(end)} A retry resumes it.`);
  }
  return { kind: 'unexplained' };
}

/** Of a worker that was asked to end: while attempts were left, Batch would have started the job again by itself. */
function stop(end: JobEnd): string {
  const { attempts, allowedAttempts = JOB_ATTEMPTS, statusReason = 'no reason given' } = end;
  const isStopped = attempts !== undefined && attempts < allowedAttempts;
  return isStopped ? `The job was stopped from outside (${statusReason}).` : interruptions(end);
}

function interruptions({ attempts, allowedAttempts = JOB_ATTEMPTS }: JobEnd): string {
  if (attempts === undefined || attempts < allowedAttempts) return 'The work was interrupted too often.';
  return `The work was interrupted in each attempt of its job, ${attempts} in all.`;
}

function ended(code: ErrorCode, message: string): Death {
  return { kind: 'ended', code, message };
}
