/** Alarms of tasks and of those who see to them. */
import { Duration } from 'aws-cdk-lib';
import { MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SWEEP_METRICS, WORKER_METRICS } from '../../../core/metrics.ts';
import { FEWEST_ENDED, failedPercent } from '../failures.ts';
import { orZero, ownMetric } from '../metrics.ts';
import type { Watched } from '../sources.ts';
import type { AlarmSpec } from './alarm.ts';

/** A machine is there within some five minutes, on a bad day ten: after half an hour none is coming. */
const NO_MACHINE_SECONDS = 1800;
/** Hours of waiting after which more machines are called for, though work goes on. */
const BACKLOG_HOURS = 24;
/** An attempt's time limit ends a job; the sweeper has an hour to see to what it leaves. */
const SLACK_SECONDS = 3600;
/** More than videos of poor quality explain. */
const FAILED_PERCENT = 25;
/** Unexplained deaths, and tasks taken up, within an hour: one or two are interruptions at a bad moment. */
const DEATHS_AN_HOUR = 5;
const TAKEN_UP_AN_HOUR = 10;

/** Two sweeps: their five minutes are not the clock's, and a period that fell between two would say nothing. */
const SWEEPS = Duration.minutes(10);

type WithConfig = Pick<Watched, 'config'>;

/** Tasks that wait, hang, fail or get lost, and the sweeper itself. */
export function taskAlarms(watched: WithConfig): AlarmSpec[] {
  return [...ageAlarms(watched), ...failureAlarms(watched), sweeperAlarm(watched)];
}

function ageAlarms(watched: WithConfig): AlarmSpec[] {
  const { timeoutMinutes } = watched.config.job;
  const most = { statistic: 'Maximum', period: SWEEPS };
  const oldestQueued = ownMetric(watched, SWEEP_METRICS.oldestQueuedSeconds, most);
  return [
    {
      id: 'NothingWorks',
      // Waiting is no fault while machines work; waiting while none does is.
      metric: new MathExpression({
        expression: 'IF(processing > 0, 0, queued)',
        usingMetrics: {
          processing: ownMetric(watched, SWEEP_METRICS.processing, most),
          queued: oldestQueued,
        },
        period: SWEEPS,
        label: 'seconds of waiting while nothing works',
      }),
      threshold: NO_MACHINE_SECONDS,
      periods: 2,
      happened: `Tasks have waited for more than ${NO_MACHINE_SECONDS / 60} minutes and no worker works on any: most likely no machine can be had.`,
      runbook: 'nothing-works-on-waiting-tasks',
    },
    {
      id: 'Backlog',
      metric: oldestQueued,
      threshold: BACKLOG_HOURS * 3600,
      periods: 2,
      happened: `A task has waited for more than ${BACKLOG_HOURS} hours for its turn.`,
      runbook: 'long-backlog',
    },
    {
      id: 'TaskHangs',
      metric: ownMetric(watched, SWEEP_METRICS.oldestProcessingSeconds, most),
      threshold: timeoutMinutes * 60 + SLACK_SECONDS,
      periods: 2,
      happened: `A task has been worked on for longer than a job may take (${timeoutMinutes} minutes) and an hour.`,
      runbook: 'a-task-does-not-end',
    },
  ];
}

function failureAlarms(watched: WithConfig): AlarmSpec[] {
  const hour = { statistic: 'Sum', period: Duration.hours(1) };
  return [
    {
      id: 'ManyTasksFail',
      metric: failedPercent(watched),
      threshold: FAILED_PERCENT,
      happened: `More than ${FAILED_PERCENT} % of the tasks that ended within an hour failed, of at least ${FEWEST_ENDED}.`,
      runbook: 'many-tasks-fail',
    },
    {
      id: 'WorkersDie',
      metric: ownMetric(watched, WORKER_METRICS.died, hour),
      threshold: DEATHS_AN_HOUR,
      happened: `More than ${DEATHS_AN_HOUR} workers died within an hour of errors that nobody foresaw.`,
      runbook: 'workers-die',
    },
    {
      id: 'TasksTakenUp',
      metric: new MathExpression({
        expression: `${orZero('resent')} + ${orZero('buried')}`,
        usingMetrics: {
          resent: ownMetric(watched, SWEEP_METRICS.resent, hour),
          buried: ownMetric(watched, SWEEP_METRICS.buried, hour),
        },
        period: hour.period,
        label: 'tasks taken up by the sweeper',
      }),
      threshold: TAKEN_UP_AN_HOUR,
      happened: `The sweeper had to take up more than ${TAKEN_UP_AN_HOUR} tasks within an hour: messages or events of jobs get lost.`,
      runbook: 'tasks-are-lost-on-the-way',
    },
  ];
}

function sweeperAlarm(watched: WithConfig): AlarmSpec {
  return {
    id: 'NoSweep',
    metric: ownMetric(watched, SWEEP_METRICS.queued, {
      statistic: 'SampleCount',
      period: Duration.minutes(15),
      label: 'sweeps',
    }),
    threshold: 1,
    below: true,
    periods: 2,
    // No sweep, no value: here nothing is bad news.
    missing: TreatMissingData.BREACHING,
    happened: 'The sweeper has not looked at the tasks for half an hour; it should every five minutes.',
    runbook: 'the-sweeper-does-not-run',
  };
}
