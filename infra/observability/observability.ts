/** How the service is watched: one dashboard, alarms that one topic hears of, a budget. */
import type { Alarm, Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { alarmTopic } from './alarm-topic.ts';
import { makeAlarm } from './alarms/alarm.ts';
import { apiAlarms } from './alarms/api-alarms.ts';
import { functionAlarms } from './alarms/function-alarms.ts';
import { moneyAlarms } from './alarms/money-alarms.ts';
import { queueAlarms } from './alarms/queue-alarms.ts';
import { tableAlarms } from './alarms/table-alarms.ts';
import { taskAlarms } from './alarms/task-alarms.ts';
import { monthlyBudget } from './budget.ts';
import { dashboard } from './dashboard.ts';
import { queueBlockedRule } from './queue-blocked.ts';
import type { Watched } from './sources.ts';

/** Properties of `Observability`: all that is watched. */
export interface ObservabilityProps extends Watched {}

/** Dashboard, alarms, topic and budget. Each alarm's description ends with where its runbook paragraph stands. */
export class Observability extends Construct {
  readonly dashboard: Dashboard;
  /** Hears of every alarm; others may subscribe to it. */
  readonly topic: Topic;
  readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, watched: ObservabilityProps) {
    super(scope, id);
    const { budgetUsdPerMonth, alarmEmail } = watched.config;
    this.dashboard = dashboard(this, 'Dashboard', watched);
    this.topic = alarmTopic(this, 'Topic', watched.config);
    const specs = [
      ...queueAlarms(watched),
      ...taskAlarms(watched),
      ...apiAlarms(watched),
      ...functionAlarms(watched),
      ...tableAlarms(watched),
      ...moneyAlarms(watched),
    ];
    this.alarms = specs.map((spec) => makeAlarm(this, this.topic, spec));
    queueBlockedRule(this, 'QueueBlocked', this.topic, watched);
    if (budgetUsdPerMonth !== undefined && alarmEmail !== undefined) {
      monthlyBudget(this, 'Budget', { usdPerMonth: budgetUsdPerMonth, email: alarmEmail });
    }
  }
}
