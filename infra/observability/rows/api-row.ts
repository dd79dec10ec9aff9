/** What callers meet. */

import { API_METRICS } from '../../../core/metrics.ts';
import { FIVE_MINUTES, ownMetric } from '../metrics.ts';
import type { Watched } from '../sources.ts';
import type { DashboardRow } from '../widgets.ts';

const SUM = { statistic: 'Sum', period: FIVE_MINUTES };

/** Requests, errors, latency, accepted tasks. */
export function apiRow(watched: Pick<Watched, 'api' | 'config'>): DashboardRow {
  const { deploymentStage: stage } = watched.api.restApi;
  const latency = (statistic: string) =>
    stage.metricLatency({ statistic, period: FIVE_MINUTES, label: statistic });
  return {
    title: 'API',
    graphs: [
      {
        title: 'Requests',
        metrics: [stage.metricCount({ ...SUM, label: 'requests' })],
        right: [ownMetric(watched, API_METRICS.accepted, { statistic: 'Sum', label: 'tasks accepted' })],
        unit: 'in 5 minutes',
        rightUnit: 'tasks',
      },
      {
        title: 'Errors',
        metrics: [
          stage.metricClientError({ ...SUM, label: '4xx' }),
          stage.metricServerError({ ...SUM, label: '5xx' }),
        ],
        unit: 'in 5 minutes',
      },
      {
        title: 'Latency',
        metrics: [latency('p50'), latency('p95'), latency('p99')],
        unit: 'milliseconds',
      },
    ],
  };
}
