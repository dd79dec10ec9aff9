/** Alarms of the API. */
import { FIVE_MINUTES } from '../metrics.ts';
import type { Watched } from '../sources.ts';
import type { AlarmSpec } from './alarm.ts';

/** A lone 5xx is a passing fault that callers repeat. */
const SERVER_ERRORS = 4;
/** A cold start takes one to two seconds; the gateway gives up after 29. */
const SLOW_MS = 5000;

/** Errors and latency. */
export function apiAlarms({ api }: Pick<Watched, 'api'>): AlarmSpec[] {
  const { deploymentStage: stage } = api.restApi;
  return [
    {
      id: 'ApiErrors',
      metric: stage.metricServerError({ statistic: 'Sum', period: FIVE_MINUTES, label: '5xx' }),
      threshold: SERVER_ERRORS,
      happened: `The API answered more than ${SERVER_ERRORS} requests within five minutes with a 5xx.`,
      runbook: 'the-api-answers-with-errors',
    },
    {
      id: 'ApiSlow',
      metric: stage.metricLatency({ statistic: 'p95', period: FIVE_MINUTES, label: 'p95' }),
      threshold: SLOW_MS,
      periods: 3,
      ignoreFewSamples: true,
      happened: `One request of twenty has taken more than ${SLOW_MS / 1000} seconds for a quarter of an hour.`,
      runbook: 'the-api-is-slow',
    },
  ];
}
