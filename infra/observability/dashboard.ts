/** The one dashboard: what callers meet first, what it costs last. */
import { Duration } from 'aws-cdk-lib';
import { Dashboard, PeriodOverride } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { apiRow } from './rows/api-row.ts';
import { batchRow } from './rows/batch-row.ts';
import { costRow } from './rows/cost-row.ts';
import { functionRow } from './rows/function-row.ts';
import { queueRow } from './rows/queue-row.ts';
import { taskRow } from './rows/task-row.ts';
import { resourceRow, speedRow } from './rows/worker-row.ts';
import type { Watched } from './sources.ts';
import { rowWidgets } from './widgets.ts';

/** Makes the dashboard. Periods are the graphs' own, or a sum in five minutes would not be one. */
export function dashboard(scope: Construct, id: string, watched: Watched): Dashboard {
  const rows = [
    apiRow(watched),
    queueRow(watched),
    taskRow(watched),
    speedRow(watched),
    resourceRow(watched),
    batchRow(watched),
    costRow(watched),
    functionRow(watched),
  ];
  return new Dashboard(scope, id, {
    defaultInterval: Duration.hours(12),
    periodOverride: PeriodOverride.INHERIT,
    widgets: rows.flatMap(rowWidgets),
  });
}
