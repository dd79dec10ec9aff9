/** Alarms of the queues. */
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { FUNCTIONS, type FunctionName } from '../../../core/functions.ts';
import { MOST_DELIVERIES } from '../../../core/queues.ts';
import { VISIBILITY_TIMES } from '../../queues/queues.ts';
import { FIVE_MINUTES } from '../metrics.ts';
import type { Watched } from '../sources.ts';
import type { AlarmSpec } from './alarm.ts';

/**
 * Messages are taken within a second, and ten thousand at once within some ten minutes: a quarter of an hour is
 * long. One that fails each time stays longer, until its deliveries are used up, and has an alarm of its own then.
 */
const LONG_SECONDS = 900;

/** Dead letters, and messages that nobody takes. */
export function queueAlarms({ queues: { queues, dead, undelivered } }: Pick<Watched, 'queues'>): AlarmSpec[] {
  return [
    {
      id: 'DeadTasks',
      // They are taken at once, and a move to a dead-letter queue counts as no sending: only receiving shows them.
      metric: dead.tasks.metricNumberOfMessagesReceived({ statistic: 'Sum', period: FIVE_MINUTES }),
      threshold: 0,
      happened: `Tasks could not be given to Batch in ${MOST_DELIVERIES} deliveries and are being failed.`,
      runbook: 'tasks-that-could-not-be-dispatched',
    },
    {
      id: 'DeadTasksUnread',
      ...waiting(dead.tasks),
      // The function behind it may need some deliveries.
      periods: 3,
      happened:
        'Tasks that could not be given to Batch lie in the dead-letter queue and are not being failed.',
      runbook: 'dead-tasks-that-nobody-fails',
    },
    {
      id: 'DeadUploads',
      ...waiting(dead['object-created']),
      happened: 'Videos were put under uploads/ and could not be made into tasks.',
      runbook: 'uploads-that-could-not-be-taken-in',
    },
    {
      id: 'Undelivered',
      ...waiting(undelivered),
      happened: "Events of jobs, or of tasks' ends, could not be handled and were put aside.",
      runbook: 'events-that-could-not-be-handled',
    },
    {
      id: 'TasksNotTaken',
      ...oldest(queues.tasks, 'dispatch'),
      happened: 'Messages of tasks grow old in the queue: the dispatcher does not take them.',
      runbook: 'tasks-wait-for-the-dispatcher',
    },
    {
      id: 'UploadsNotTaken',
      ...oldest(queues['object-created'], 'ingest-upload'),
      happened: 'Videos were put under uploads/ long ago and have not been made into tasks.',
      runbook: 'uploads-wait-to-be-taken-in',
    },
  ];
}

function waiting(queue: IQueue): Pick<AlarmSpec, 'metric' | 'threshold'> {
  const metric = queue.metricApproximateNumberOfMessagesVisible({
    statistic: 'Maximum',
    period: FIVE_MINUTES,
  });
  return { metric, threshold: 0 };
}

function oldest(queue: IQueue, taker: FunctionName): Pick<AlarmSpec, 'metric' | 'threshold' | 'periods'> {
  const metric = queue.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum', period: FIVE_MINUTES });
  const deliveries = MOST_DELIVERIES * VISIBILITY_TIMES * FUNCTIONS[taker].timeoutSeconds;
  return { metric, threshold: deliveries + LONG_SECONDS, periods: 2 };
}
