/** What the work costs. */
import { Duration } from 'aws-cdk-lib';
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { WORKER_METRICS } from '../../../core/metrics.ts';
import { type JobPrice, jobPrice } from '../../cost/job-price.ts';
import { PRICES_AS_OF, PRICES_REGION } from '../../cost/prices.ts';
import { ownMetric } from '../metrics.ts';
import type { Watched } from '../sources.ts';
import type { DashboardRow, GraphSpec } from '../widgets.ts';

const HOUR = Duration.hours(1);
const SUM = { statistic: 'Sum', period: HOUR };

type WithConfig = Pick<Watched, 'config'>;

/** Seconds that are paid for, and what they come to where the price is known. */
export function costRow(watched: WithConfig): DashboardRow {
  const price = jobPrice(watched.config);
  return {
    title: 'Cost',
    remark: remark(price),
    graphs:
      price === undefined ? [secondsGraph(watched)] : [secondsGraph(watched), ...moneyGraphs(watched, price)],
  };
}

/** US dollars for the seconds in which workers held their machines, within a period. */
export function workUsd(
  watched: WithConfig,
  usdPerHour: number,
  period: Duration,
  label: string,
): MathExpression {
  return new MathExpression({
    expression: `worker * ${perSecond(usdPerHour)}`,
    usingMetrics: { worker: ownMetric(watched, WORKER_METRICS.workerSeconds, { statistic: 'Sum', period }) },
    period,
    label,
  });
}

function remark(price: JobPrice | undefined): string {
  const seconds = 'Seconds in which tasks held a machine, without its start and its end.';
  return price === undefined
    ? `${seconds} There is no price of the first instance type in infra/cost/prices.ts.`
    : `${seconds} Estimates by the prices of ${price.instanceType} in ${PRICES_REGION} of ${PRICES_AS_OF}; the bill decides.`;
}

function secondsGraph(watched: WithConfig): GraphSpec {
  const sum = (name: keyof typeof WORKER_METRICS, label: string) =>
    ownMetric(watched, WORKER_METRICS[name], { ...SUM, label });
  return {
    title: 'Seconds paid for',
    metrics: [sum('workerSeconds', 'machine'), sum('gpuSeconds', 'GPU')],
    right: [sum('videoSeconds', 'video')],
    unit: 'seconds in an hour',
    rightUnit: 'seconds of video',
  };
}

function moneyGraphs(watched: WithConfig, { onDemandUsd, spotUsd }: JobPrice): GraphSpec[] {
  return [
    {
      title: 'Estimated cost of a minute of video',
      metrics: [
        usdPerVideoMinute(watched, onDemandUsd, 'on demand'),
        usdPerVideoMinute(watched, spotUsd, 'Spot, typical'),
      ],
      unit: 'US dollars',
    },
    {
      title: 'Estimated cost of the work',
      metrics: [
        workUsd(watched, onDemandUsd, HOUR, 'on demand'),
        workUsd(watched, spotUsd, HOUR, 'Spot, typical'),
      ],
      unit: 'US dollars in an hour',
    },
  ];
}

/** Hours without video have no value. */
function usdPerVideoMinute(watched: WithConfig, usdPerHour: number, label: string): MathExpression {
  return new MathExpression({
    expression: `worker * ${perSecond(usdPerHour)} / (video / 60)`,
    usingMetrics: {
      worker: ownMetric(watched, WORKER_METRICS.workerSeconds, SUM),
      video: ownMetric(watched, WORKER_METRICS.videoSeconds, SUM),
    },
    period: HOUR,
    label,
  });
}

/** In digits alone: metric math knows no exponents. */
function perSecond(usdPerHour: number): string {
  return (usdPerHour / 3600).toFixed(9);
}
