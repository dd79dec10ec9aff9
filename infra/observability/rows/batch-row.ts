/** Jobs, as Batch itself counts them. */
import { batchMetric } from '../metrics.ts';
import type { Watched } from '../sources.ts';
import type { DashboardRow } from '../widgets.ts';

/** Metrics of Batch, published since October 2026. */
export const BATCH_METRICS = {
  submitted: 'JobsSubmitted',
  runnable: 'JobsMovedToRunnable',
  starting: 'JobsMovedToStarting',
  running: 'JobsMovedToRunning',
  succeeded: 'JobsMovedToSucceeded',
  failed: 'JobsMovedToFailed',
  retried: 'JobsRetried',
  terminated: 'JobsTerminated',
  waitedMs: 'JobAttemptRunnableToStartingDuration',
  startedMs: 'JobAttemptStartingToRunningDuration',
  ranMs: 'JobAttemptExecutionDuration',
} as const;

/** Jobs by the state that they came to, and how long they waited and ran. */
export function batchRow(watched: Pick<Watched, 'compute'>): DashboardRow {
  const count = (name: string, label: string) => batchMetric(watched, name, { statistic: 'Sum', label });
  const time = (name: string, label: string) => batchMetric(watched, name, { statistic: 'p90', label });
  const { submitted, runnable, starting, running, succeeded, failed, retried, terminated } = BATCH_METRICS;
  return {
    title: 'Batch jobs',
    remark:
      'Published by Batch at best effort: gaps are normal. Runnable without starting means no machine can be had.',
    graphs: [
      {
        title: 'Jobs that came to a state',
        metrics: [
          count(submitted, 'submitted'),
          count(runnable, 'runnable'),
          count(starting, 'starting'),
          count(running, 'running'),
        ],
        unit: 'in 5 minutes',
      },
      {
        title: 'Jobs that ended',
        metrics: [
          count(succeeded, 'succeeded'),
          count(failed, 'failed'),
          count(retried, 'attempts retried'),
          count(terminated, 'terminated'),
        ],
        unit: 'in 5 minutes',
      },
      {
        title: 'Times, p90',
        metrics: [
          time(BATCH_METRICS.waitedMs, 'waiting for a machine'),
          time(BATCH_METRICS.startedMs, 'starting'),
          time(BATCH_METRICS.ranMs, 'running'),
        ],
        unit: 'milliseconds',
      },
    ],
  };
}
