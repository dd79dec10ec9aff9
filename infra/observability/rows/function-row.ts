/** The functions. */
import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { FunctionName } from '../../../core/functions.ts';
import { FIVE_MINUTES } from '../metrics.ts';
import type { Watched } from '../sources.ts';
import type { DashboardRow } from '../widgets.ts';

/** Errors, durations, throttles, concurrent runs; a line for each function. */
export function functionRow({ functions }: Pick<Watched, 'functions'>): DashboardRow {
  const names = Object.keys(functions.byName) as FunctionName[];
  const lines = (metric: (of: IFunction, options: MetricOptions) => Metric, statistic: string) =>
    names.map((name) => metric(functions.byName[name], { statistic, period: FIVE_MINUTES, label: name }));
  return {
    title: 'Functions',
    graphs: [
      {
        title: 'Errors',
        metrics: lines((of, options) => of.metricErrors(options), 'Sum'),
        unit: 'in 5 minutes',
      },
      {
        title: 'Duration, p95',
        metrics: lines((of, options) => of.metricDuration(options), 'p95'),
        unit: 'milliseconds',
      },
      {
        title: 'Throttled',
        metrics: lines((of, options) => of.metricThrottles(options), 'Sum'),
        unit: 'in 5 minutes',
      },
      {
        title: 'At the same time',
        metrics: lines((of, options) => of.metric('ConcurrentExecutions', options), 'Maximum'),
        unit: 'runs',
      },
    ],
  };
}
