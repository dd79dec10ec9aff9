/** How an alarm is made. */
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { type RunbookAnchor, withRunbook } from '../runbook.ts';

/** An alarm: what is looked at, and what it means. */
export interface AlarmSpec {
  /** Id of the construct, a part of the alarm's name. */
  id: string;
  metric: IMetric;
  /** The alarm goes off above it; with `below`, below it. */
  threshold: number;
  below?: true;
  /** Periods of the metric in a row; default 1. */
  periods?: number;
  /** What no value at all means; default: that all is well, as with counts of things that did not happen. */
  missing?: TreatMissingData;
  /** For percentiles: too few requests to say anything leave the alarm as it is. */
  ignoreFewSamples?: true;
  /** What happened, in sentences for the one who is woken. */
  happened: string;
  runbook: RunbookAnchor;
}

/** Makes the alarm; the topic hears when it goes off, and when it is over. */
export function makeAlarm(scope: Construct, topic: ITopic, spec: AlarmSpec): Alarm {
  const { id, metric, threshold, below, periods = 1, missing, ignoreFewSamples, happened, runbook } = spec;
  const alarm = new Alarm(scope, id, {
    metric,
    threshold,
    comparisonOperator: below
      ? ComparisonOperator.LESS_THAN_THRESHOLD
      : ComparisonOperator.GREATER_THAN_THRESHOLD,
    evaluationPeriods: periods,
    treatMissingData: missing ?? TreatMissingData.NOT_BREACHING,
    ...(ignoreFewSamples ? { evaluateLowSampleCountPercentile: 'ignore' } : {}),
    alarmDescription: withRunbook(happened, runbook),
  });
  const action = new SnsAction(topic);
  alarm.addAlarmAction(action);
  alarm.addOkAction(action);
  return alarm;
}
