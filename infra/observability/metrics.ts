/** Metrics as dashboard and alarms ask for them. */
import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import {
  METRICS_NAMESPACE,
  type MetricName,
  STAGE_DIMENSION,
  WORKER_DIMENSION_SETS,
} from '../../core/metrics.ts';
import type { Watched } from './sources.ts';

/** Length of the intervals in which most is counted. */
export const FIVE_MINUTES = Duration.minutes(5);

/** How to ask for a metric. */
export interface MetricQuery {
  /** Such as `Sum`, `Maximum`, `p95`. */
  statistic: string;
  /** Default: five minutes. */
  period?: Duration;
  /** Default: the metric's name. */
  label?: string;
}

/** One of our own metrics over everything that this stage does. */
export function ownMetric({ config }: Pick<Watched, 'config'>, name: MetricName, query: MetricQuery): Metric {
  return new Metric({
    namespace: METRICS_NAMESPACE,
    metricName: name,
    dimensionsMap: { [STAGE_DIMENSION]: config.stage },
    period: FIVE_MINUTES,
    label: name,
    ...query,
  });
}

/** One of the worker's metrics, a line for each model and instance type that there is. Not for alarms. */
export function byModelAndMachine(
  watched: Pick<Watched, 'config'>,
  name: MetricName,
  query: MetricQuery,
): IMetric {
  const { statistic, period = FIVE_MINUTES } = query;
  const dimensions = WORKER_DIMENSION_SETS[1].join(',');
  const search = `{${METRICS_NAMESPACE},${dimensions}} MetricName="${name}" ${STAGE_DIMENSION}="${watched.config.stage}"`;
  return new MathExpression({
    expression: `SEARCH('${search}', '${statistic}', ${period.toSeconds()})`,
    // Each line is named after what makes it different.
    label: '',
    usingMetrics: {},
    period,
  });
}

/** A metric of the jobs of our queue. Batch publishes them at best effort: good for looking, not for counting. */
export function batchMetric({ compute }: Pick<Watched, 'compute'>, name: string, query: MetricQuery): Metric {
  return new Metric({
    namespace: 'AWS/Batch',
    metricName: name,
    dimensionsMap: { JobQueueName: compute.jobQueue.jobQueueName },
    period: FIVE_MINUTES,
    ...query,
  });
}

/** A number that counts as zero where nothing was written. */
export function orZero(id: string): string {
  return `FILL(${id}, 0)`;
}
