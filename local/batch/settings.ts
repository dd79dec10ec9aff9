/** Settings of the Batch stand-in. */
import { JOB_ATTEMPTS, RETRY_RULES, type RetryRule } from '../../core/exit-codes.ts';
import type { JobStateChange } from './job-detail.ts';
import { processRuntime } from './process-runtime.ts';
import type { WorkerRuntime } from './worker-runtime.ts';

/** What the stand-in needs to know. */
export interface BatchSettings {
  /** The service's data folder. Jobs are kept in `batch`, logs in `logs`, files in work in `scratch`. */
  data: string;
  /** How a worker is started as a process. */
  workerCommand: readonly [file: string, ...args: string[]];
  /** What workers run in. @default processes */
  runtime?: WorkerRuntime;
  /** Environment of the job definition: what is set for each job, and shown with it. */
  environment?: Record<string, string>;
  /** What a worker is given beside it, such as credentials: neither kept nor shown. `scratch` is its own folder. */
  hostEnvironment?: (scratch: string) => Record<string, string>;
  /** Jobs that run at once. */
  concurrency?: number;
  /** Is told of each change of a job's state. */
  onStateChange?: (event: JobStateChange) => void;
  /** Name of the only job queue. */
  queue?: string;
  /** Name of the only job definition. */
  definition?: string;
  retry?: { attempts: number; rules: readonly RetryRule[] };
  /** Longest time of an attempt. */
  timeoutSeconds?: number;
  /** Milliseconds that a worker has to end itself: when its job is terminated, has timed out, the service stops. */
  terminateGraceMs?: number;
  timeoutGraceMs?: number;
  stopGraceMs?: number;
  /** Milliseconds before a second attempt; the third waits twice as long, and so on. */
  retryDelayMs?: number;
  /** Milliseconds for which jobs and their logs are kept after their end. */
  keptMs?: number;
}

const DAY_SECONDS = 86_400;

/** Settings with defaults for all that was left out. */
export function settingsWithDefaults(settings: BatchSettings): Required<BatchSettings> {
  return {
    runtime: processRuntime(settings.workerCommand),
    environment: {},
    hostEnvironment: () => ({}),
    concurrency: 1,
    onStateChange: () => {},
    queue: 'posefleet',
    definition: 'posefleet-worker',
    retry: { attempts: JOB_ATTEMPTS, rules: RETRY_RULES },
    timeoutSeconds: DAY_SECONDS,
    // Batch waits for 30 s; here a person waits for the task to be gone.
    terminateGraceMs: 8000,
    timeoutGraceMs: 30_000,
    stopGraceMs: 20_000,
    retryDelayMs: 1000,
    keptMs: 7 * DAY_SECONDS * 1000,
    ...settings,
  };
}
