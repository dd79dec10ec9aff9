/** Tasks: how many are in which state, and how long the oldest have been. */
import { END_METRICS, type MetricName, SWEEP_METRICS } from '../../../core/metrics.ts';
import { failedPercent } from '../failures.ts';
import { ownMetric } from '../metrics.ts';
import type { Watched } from '../sources.ts';
import type { DashboardRow } from '../widgets.ts';

/** States, ends, ages, failures. */
export function taskRow(watched: Pick<Watched, 'config'>): DashboardRow {
  const latest = (name: MetricName, label: string) =>
    ownMetric(watched, name, { statistic: 'Maximum', label });
  const sum = (name: MetricName, label: string) => ownMetric(watched, name, { statistic: 'Sum', label });
  return {
    title: 'Tasks',
    remark: 'States and ages are seen by the sweeper every five minutes; ends are counted as they come.',
    graphs: [
      {
        title: 'Unfinished tasks',
        metrics: [latest(SWEEP_METRICS.queued, 'queued'), latest(SWEEP_METRICS.processing, 'processing')],
        unit: 'tasks',
      },
      {
        title: 'Tasks that ended',
        metrics: [
          sum(END_METRICS.completed, 'completed'),
          sum(END_METRICS.failed, 'failed'),
          sum(END_METRICS.cancelled, 'cancelled'),
        ],
        right: [failedPercent(watched)],
        unit: 'in 5 minutes',
        rightUnit: '% failed in an hour',
      },
      {
        title: 'Age of the oldest task',
        metrics: [
          latest(SWEEP_METRICS.oldestQueuedSeconds, 'queued'),
          latest(SWEEP_METRICS.oldestProcessingSeconds, 'processing'),
        ],
        unit: 'seconds',
        limit: { value: watched.config.job.timeoutMinutes * 60, label: 'time limit of a job' },
      },
      {
        title: 'Taken up by the sweeper',
        metrics: [
          sum(SWEEP_METRICS.resent, 'sent to the queue again'),
          sum(SWEEP_METRICS.buried, 'jobs found dead'),
        ],
        unit: 'in 5 minutes',
      },
    ],
  };
}
