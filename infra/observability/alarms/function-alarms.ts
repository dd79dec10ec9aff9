/** Alarms of the functions. */
import { Duration } from 'aws-cdk-lib';
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { FUNCTIONS, type FunctionName } from '../../../core/functions.ts';
import { FIVE_MINUTES } from '../metrics.ts';
import type { Watched } from '../sources.ts';
import type { AlarmSpec } from './alarm.ts';

/** What starts a function repeats a failed run, the sweeper's clock too: more failures than this are no accident. */
const ERRORS = 2;
const ERROR_MINUTES = 15;
/** Announcements follow the end of a task within seconds. */
const LATE_MINUTES = 15;

/** The authorizer answers 401 by throwing, so anybody could set off its alarm; its real failures are 5xx of the API. */
const REFUSES_BY_FAILING: readonly FunctionName[] = ['authorize'];

type WithFunctions = Pick<Watched, 'functions'>;

/** Errors of each function, throttling of all, announcements that come late. */
export function functionAlarms(watched: WithFunctions): AlarmSpec[] {
  const names = Object.keys(FUNCTIONS) as FunctionName[];
  return [
    ...names.filter((name) => !REFUSES_BY_FAILING.includes(name)).map((name) => errors(watched, name)),
    throttles(watched, names),
    lateAnnouncements(watched),
  ];
}

function errors({ functions }: WithFunctions, name: FunctionName): AlarmSpec {
  return {
    id: `Fails-${name}`,
    metric: functions.byName[name].metricErrors({
      statistic: 'Sum',
      period: Duration.minutes(ERROR_MINUTES),
    }),
    threshold: ERRORS,
    happened: `The function ${name}, which ${FUNCTIONS[name].purpose}, failed more than ${ERRORS} times within ${ERROR_MINUTES} minutes.`,
    runbook: 'a-function-fails',
  };
}

function throttles({ functions }: WithFunctions, names: readonly FunctionName[]): AlarmSpec {
  const ids = names.map((name) => [`f${names.indexOf(name)}`, name] as const);
  const metric = new MathExpression({
    expression: `SUM([${ids.map(([id]) => id).join(', ')}])`,
    usingMetrics: Object.fromEntries(
      ids.map(([id, name]) => [
        id,
        functions.byName[name].metricThrottles({ statistic: 'Sum', period: FIVE_MINUTES }),
      ]),
    ),
    period: FIVE_MINUTES,
    label: 'throttled',
  });
  return {
    id: 'Throttled',
    metric,
    threshold: 0,
    // A burst that is over is repeated by what started it.
    periods: 3,
    happened:
      'Functions have been throttled for a quarter of an hour: the account runs out of concurrent executions.',
    runbook: 'functions-are-throttled',
  };
}

function lateAnnouncements({ functions }: WithFunctions): AlarmSpec {
  return {
    id: 'AnnouncementsLate',
    metric: functions.byName.announce.metric('IteratorAge', { statistic: 'Maximum', period: FIVE_MINUTES }),
    threshold: Duration.minutes(LATE_MINUTES).toMilliseconds(),
    periods: 2,
    happened: `Tasks ended more than ${LATE_MINUTES} minutes ago and have not been announced.`,
    runbook: 'announcements-are-late',
  };
}
