/** How many tasks have not ended, and for how long: the sweeper's look at them becomes metrics. */
import { writeMetrics } from '../../core/emf.ts';
import { SWEEP_METRICS } from '../../core/metrics.ts';
import type { TaskRecord } from '../../core/task.ts';

/** Tasks in one state. */
interface Share {
  tasks: number;
  /** Seconds for which the longest of them has been in it. */
  oldestSeconds: number;
}

/** Tasks that have not ended. */
export interface Backlog {
  queued: Share;
  processing: Share;
}

/** One without tasks. */
export function newBacklog(): Backlog {
  return { queued: { tasks: 0, oldestSeconds: 0 }, processing: { tasks: 0, oldestSeconds: 0 } };
}

/** Adds a task that has not ended. @param now milliseconds since 1970. */
export function addToBacklog(backlog: Backlog, record: TaskRecord, now: number): void {
  const share = record.status === 'queued' ? backlog.queued : backlog.processing;
  share.tasks += 1;
  share.oldestSeconds = Math.max(share.oldestSeconds, (now - Date.parse(since(record))) / 1000);
}

/** Writes the metrics. */
export function writeBacklog({ queued, processing }: Backlog): void {
  writeMetrics({
    [SWEEP_METRICS.queued]: queued.tasks,
    [SWEEP_METRICS.processing]: processing.tasks,
    [SWEEP_METRICS.oldestQueuedSeconds]: Math.round(queued.oldestSeconds),
    [SWEEP_METRICS.oldestProcessingSeconds]: Math.round(processing.oldestSeconds),
  });
}

/**
 * When the task came into its state. What waits again, after a death or a caller's retry, has been worked on
 * meanwhile: it waits since its last change, the submission of a job included.
 */
function since({ status, run, deaths, created_at, started_at, updated_at }: TaskRecord): string {
  if (status === 'processing') return started_at ?? updated_at;
  return run === 1 && deaths === 0 ? created_at : updated_at;
}
