/** The share of tasks that fail. */
import { Duration } from 'aws-cdk-lib';
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { END_METRICS } from '../../core/metrics.ts';
import { orZero, ownMetric } from './metrics.ts';
import type { Watched } from './sources.ts';

/** Ended tasks below which a share says nothing: one bad video of two would be half of them. */
export const FEWEST_ENDED = 5;
const PERIOD = Duration.hours(1);

/** Failed tasks of those that completed or failed within an hour, in percent; 0 when there were too few. */
export function failedPercent(watched: Pick<Watched, 'config'>): MathExpression {
  const query = { statistic: 'Sum', period: PERIOD };
  const ended = `(${orZero('failed')} + ${orZero('completed')})`;
  return new MathExpression({
    expression: `IF(${ended} >= ${FEWEST_ENDED}, 100 * ${orZero('failed')} / ${ended}, 0)`,
    usingMetrics: {
      failed: ownMetric(watched, END_METRICS.failed, query),
      completed: ownMetric(watched, END_METRICS.completed, query),
    },
    period: PERIOD,
    label: '% failed',
  });
}
