/** The metrics that a template asks for, in alarms and on dashboards, for tests. */
import type { Template } from 'aws-cdk-lib/assertions';

/** A metric as it is asked for. */
export interface AskedMetric {
  namespace: string;
  name: string;
  /** Names of its dimensions, in order. */
  dimensions: string[];
}

/** An alarm of the template. */
export interface AlarmProperties {
  AlarmDescription: string;
  AlarmActions: unknown[];
  OKActions: unknown[];
  Threshold: number;
  ComparisonOperator: string;
  TreatMissingData: string;
  EvaluationPeriods: number;
  Namespace?: string;
  MetricName?: string;
  Dimensions?: { Name: string; Value: unknown }[];
  Statistic?: string;
  ExtendedStatistic?: string;
  Period?: number;
  Metrics?: {
    Id: string;
    Expression?: string;
    MetricStat?: { Metric: { Namespace: string; MetricName: string; Dimensions?: { Name: string }[] } };
  }[];
}

/** A widget of the dashboard. */
export interface DashboardWidget {
  type: string;
  x: number;
  y: number;
  width: number;
  height: number;
  properties: { markdown?: string; title?: string; metrics?: unknown[][]; yAxis?: unknown };
}

/** Alarms by the id that the construct gave them. */
export function alarmsOf(template: Template): Map<string, AlarmProperties> {
  const found = template.findResources('AWS::CloudWatch::Alarm');
  return new Map(
    Object.entries(found).map(([id, { Properties }]) => [
      id.replace(/^Observability(.*).{8}$/u, '$1'),
      Properties,
    ]),
  );
}

/** Metrics that an alarm looks at; expressions are not among them. */
export function metricsOfAlarm(alarm: AlarmProperties): AskedMetric[] {
  const names = (dimensions: { Name: string }[] = []) => dimensions.map(({ Name }) => Name);
  if (alarm.Metrics === undefined) {
    return [
      { namespace: `${alarm.Namespace}`, name: `${alarm.MetricName}`, dimensions: names(alarm.Dimensions) },
    ];
  }
  return alarm.Metrics.flatMap(({ MetricStat }) =>
    MetricStat === undefined
      ? []
      : [
          {
            namespace: MetricStat.Metric.Namespace,
            name: MetricStat.Metric.MetricName,
            dimensions: names(MetricStat.Metric.Dimensions),
          },
        ],
  );
}

/** Widgets of the one dashboard; what CloudFormation fills in stands there as `TOKEN`. */
export function widgetsOf(template: Template): DashboardWidget[] {
  const [dashboard] = Object.values(template.findResources('AWS::CloudWatch::Dashboard'));
  const body = dashboard?.Properties.DashboardBody;
  const text =
    typeof body === 'string'
      ? body
      : (body['Fn::Join'][1] as unknown[])
          .map((part) => (typeof part === 'string' ? part : 'TOKEN'))
          .join('');
  return JSON.parse(text).widgets;
}

/** Metrics of a widget: those named, and those searched for. */
export function metricsOfWidget({ properties }: DashboardWidget): AskedMetric[] {
  return (properties.metrics ?? []).flatMap((line) => {
    const [first] = line;
    if (typeof first !== 'string') return searched((first as { expression?: string }).expression ?? '');
    const words = line.filter((part): part is string => typeof part === 'string');
    const [namespace = '', name = '', ...pairs] = words;
    return [{ namespace, name, dimensions: pairs.filter((_, index) => index % 2 === 0) }];
  });
}

function searched(expression: string): AskedMetric[] {
  const match = /SEARCH\('\{(?<namespace>[^,]+),(?<dimensions>[^}]+)\} MetricName="(?<name>[^"]+)"/u.exec(
    expression,
  );
  if (match?.groups === undefined) return [];
  const { namespace = '', dimensions = '', name = '' } = match.groups;
  return [{ namespace, name, dimensions: dimensions.split(',') }];
}
