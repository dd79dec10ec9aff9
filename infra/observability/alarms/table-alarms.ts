/** Alarms of the table of tasks. */
import { Operation } from 'aws-cdk-lib/aws-dynamodb';
import { FIVE_MINUTES } from '../metrics.ts';
import type { Watched } from '../sources.ts';
import type { AlarmSpec } from './alarm.ts';

/** What the store asks of the table; a write that an index refuses counts with its operation. */
export const TABLE_OPERATIONS = [
  Operation.GET_ITEM,
  Operation.PUT_ITEM,
  Operation.UPDATE_ITEM,
  Operation.DELETE_ITEM,
  Operation.QUERY,
  Operation.BATCH_GET_ITEM,
];
/** A table on demand refuses some while it grows with a burst; the SDK repeats those. */
const REFUSED = 10;

/** Refused requests. */
export function tableAlarms({ storage }: Pick<Watched, 'storage'>): AlarmSpec[] {
  return [
    {
      id: 'TableRefuses',
      metric: storage.taskTable.metricThrottledRequestsForOperations({
        operations: TABLE_OPERATIONS,
        statistic: 'Sum',
        period: FIVE_MINUTES,
      }),
      threshold: REFUSED,
      periods: 2,
      happened: `The table of tasks refused more than ${REFUSED} requests within five minutes, twice in a row.`,
      runbook: 'the-table-refuses-requests',
    },
  ];
}
