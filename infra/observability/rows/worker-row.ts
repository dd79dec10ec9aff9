/** How fast the workers are and what they need. */
import { type MetricName, WORKER_METRICS } from '../../../core/metrics.ts';
import { byModelAndMachine, ownMetric } from '../metrics.ts';
import type { Watched } from '../sources.ts';
import type { DashboardRow } from '../widgets.ts';

/** Speed, by model and machine. */
export function speedRow(watched: Pick<Watched, 'config'>): DashboardRow {
  const average = (name: MetricName, label: string) =>
    ownMetric(watched, name, { statistic: 'Average', label });
  return {
    title: 'Workers: speed',
    remark:
      'One value a task. A real-time factor below 1 is faster than the video plays. Decoding waits near 0 while the model is the slower part.',
    graphs: [
      {
        title: 'Frames a second, by model and machine',
        metrics: [byModelAndMachine(watched, WORKER_METRICS.framesPerSecond, { statistic: 'Average' })],
        unit: 'frames a second',
      },
      {
        title: 'Real-time factor, by model and machine',
        metrics: [byModelAndMachine(watched, WORKER_METRICS.realTimeFactor, { statistic: 'Average' })],
        unit: 'seconds a second of video',
      },
      {
        title: 'A frame',
        metrics: [
          average(WORKER_METRICS.decodeMs, 'decode'),
          average(WORKER_METRICS.inferenceMs, 'inference'),
        ],
        unit: 'milliseconds',
      },
    ],
  };
}

/** GPU, memory and how tasks ended on the workers. */
export function resourceRow(watched: Pick<Watched, 'config'>): DashboardRow {
  const most = (name: MetricName, label: string) => ownMetric(watched, name, { statistic: 'Maximum', label });
  const sum = (name: MetricName, label: string) => ownMetric(watched, name, { statistic: 'Sum', label });
  const average = (name: MetricName, label: string) =>
    ownMetric(watched, name, { statistic: 'Average', label });
  const { memoryMiB } = watched.config.job;
  return {
    title: 'Workers: machines',
    graphs: [
      {
        title: 'Memory',
        metrics: [most(WORKER_METRICS.memoryMiB, 'peak')],
        unit: 'MiB',
        limit: { value: memoryMiB, label: 'memory of the job' },
      },
      {
        title: 'GPU',
        metrics: [average(WORKER_METRICS.gpuPercent, 'in use')],
        right: [most(WORKER_METRICS.gpuMemoryMiB, 'memory')],
        unit: '%',
        rightUnit: 'MiB',
      },
      {
        title: 'Ends and interruptions',
        metrics: [
          sum(WORKER_METRICS.completed, 'completed'),
          sum(WORKER_METRICS.failed, 'failed'),
          sum(WORKER_METRICS.interrupted, 'interrupted'),
          sum(WORKER_METRICS.died, 'died'),
        ],
        unit: 'in 5 minutes',
      },
    ],
  };
}
