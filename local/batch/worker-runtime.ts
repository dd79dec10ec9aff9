/** How workers are started and ended, whatever they run in. */
import type { Job } from './job.ts';

/** A worker that is to be started. */
export interface WorkerStart {
  /** The job, whose id no other worker has at the same time. */
  job: string;
  environment: Record<string, string>;
  /** A folder that is removed after the worker's end. */
  folder: string;
  /** What the worker writes to stdout and stderr is added to this file. */
  logFile: string;
}

/** How a worker ended. */
export interface WorkerEnd {
  /** As a container gives it: 128 and the signal's number after a signal. Absent when it never started. */
  exitCode?: number;
  /** What Batch says about the container, such as `OutOfMemoryError: …`, where it says something. */
  reason?: string;
  /** Why it could not be started. */
  error?: Error;
}

/** A worker. */
export interface Worker {
  /** What finds the worker after this service's own end. Absent when it could not be started. */
  readonly identity: WorkerIdentity | undefined;
  /** Is resolved when the worker is gone, and all that it started with it. */
  readonly ended: Promise<WorkerEnd>;
  /** Asks the worker to end, and kills it after a time. */
  terminate(graceMs: number): void;
  /** Ends the worker and all that it started, at once. */
  kill(): void;
}

/** A worker, as its job remembers it. */
export type WorkerIdentity = Pick<Job, 'process' | 'container'>;

/** What workers run in. */
export interface WorkerRuntime {
  /** Image of the workers, as jobs show it. */
  readonly image: string;
  start(start: WorkerStart): Worker;
  /** Ends a worker that has outlived its service. */
  endLeftover(identity: WorkerIdentity): Promise<void>;
}
