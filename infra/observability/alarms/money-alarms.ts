/** The alarm of money that goes fast, long before AWS's own bill shows it. */
import { Duration } from 'aws-cdk-lib';
import { jobPrice } from '../../cost/job-price.ts';
import { workUsd } from '../rows/cost-row.ts';
import type { Watched } from '../sources.ts';
import type { AlarmSpec } from './alarm.ts';

/** Part of the month's budget that may be worked off within a day. */
const SHARE_A_DAY = 0.25;
/** CloudWatch's longest period. */
const DAY = Duration.days(1);

/** Work within a day that costs a quarter of the month's budget; only with a budget, and where the price is known. */
export function moneyAlarms(watched: Pick<Watched, 'config'>): AlarmSpec[] {
  const { budgetUsdPerMonth } = watched.config;
  const price = jobPrice(watched.config);
  if (budgetUsdPerMonth === undefined || price === undefined) return [];
  const threshold = budgetUsdPerMonth * SHARE_A_DAY;
  return [
    {
      id: 'MoneyGoesFast',
      metric: workUsd(watched, price.onDemandUsd, DAY, 'US dollars in a day, on demand'),
      threshold,
      happened: `The work of a day costs more than ${threshold} US dollars by the prices of ${price.instanceType} on demand, ${SHARE_A_DAY * 100} % of the month's budget.`,
      runbook: 'money-goes-fast',
    },
  ];
}
