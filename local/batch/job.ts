/** A job of the Batch stand-in, as it is kept. Times are milliseconds since 1970, as Batch has them. */
import type { RetryRule } from '../../core/exit-codes.ts';
import type { ProcessIdentity } from './process-identity.ts';

/** States of a job, in their order. */
export const JOB_STATUSES = [
  'SUBMITTED',
  'PENDING',
  'RUNNABLE',
  'STARTING',
  'RUNNING',
  'SUCCEEDED',
  'FAILED',
] as const;
/** State of a job. */
export type JobStatus = (typeof JOB_STATUSES)[number];

/** One environment variable, as Batch writes it. */
export interface EnvironmentEntry {
  name: string;
  value: string;
}

/** An attempt that is over. */
export interface JobAttempt {
  startedAt: number;
  stoppedAt: number;
  /** Absent when the worker could not be started, or was lost with its host. */
  exitCode?: number;
  /** What happened to the container, where Batch says so. */
  reason?: string;
  statusReason: string;
  logStream: string;
}

/** A job. */
export interface Job {
  id: string;
  name: string;
  /** ARN. */
  queue: string;
  /** ARN. */
  definition: string;
  /** Image of the worker's container. */
  image?: string;
  status: JobStatus;
  statusReason?: string;
  createdAt: number;
  /** Of the attempt that runs, or of the last. */
  startedAt?: number;
  stoppedAt?: number;
  /** Of the job definition and of the request, merged. */
  environment: EnvironmentEntry[];
  attempts: JobAttempt[];
  retry: { attempts: number; rules: readonly RetryRule[] };
  timeoutSeconds: number;
  tags: Record<string, string>;
  /** Of the attempt that runs, or of the last. */
  logStream?: string;
  /** The worker, while there is one and it is a process. */
  process?: ProcessIdentity;
  /** Name of the worker's container, while there is one. */
  container?: string;
  isTerminated: boolean;
}

/** Whether a job is over. */
export function isOver({ status }: Pick<Job, 'status'>): boolean {
  return status === 'SUCCEEDED' || status === 'FAILED';
}
