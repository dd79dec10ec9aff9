/** Messages that wait, and those that could not be handled. */
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { deadLetterName, QUEUES, type QueueName } from '../../../core/queues.ts';
import { FIVE_MINUTES } from '../metrics.ts';
import type { Watched } from '../sources.ts';
import type { DashboardRow } from '../widgets.ts';

const MAXIMUM = { statistic: 'Maximum', period: FIVE_MINUTES };
const NAMES = Object.keys(QUEUES) as QueueName[];

/** Waiting messages, the oldest one's age, dead letters. */
export function queueRow({ queues: { queues, dead, undelivered } }: Pick<Watched, 'queues'>): DashboardRow {
  const waiting = (queue: IQueue, label: string) =>
    queue.metricApproximateNumberOfMessagesVisible({ ...MAXIMUM, label });
  return {
    title: 'Queues',
    remark:
      'Messages wait for seconds: what waits longer is not taken. Waiting **tasks** are a row further down.',
    graphs: [
      {
        title: 'Waiting messages',
        metrics: NAMES.map((name) => waiting(queues[name], name)),
        unit: 'messages',
      },
      {
        title: 'Age of the oldest message',
        metrics: NAMES.map((name) =>
          queues[name].metricApproximateAgeOfOldestMessage({ ...MAXIMUM, label: name }),
        ),
        unit: 'seconds',
      },
      {
        title: 'Dead letters',
        metrics: [
          ...NAMES.map((name) => waiting(dead[name], deadLetterName(name))),
          waiting(undelivered, 'undelivered'),
        ],
        right: [
          dead.tasks.metricNumberOfMessagesReceived({
            statistic: 'Sum',
            period: FIVE_MINUTES,
            label: 'tasks-dead, received',
          }),
        ],
        unit: 'messages',
        rightUnit: 'received in 5 minutes',
      },
    ],
  };
}
