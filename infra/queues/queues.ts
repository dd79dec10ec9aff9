/** The queues, each with its dead-letter queue. */
import { Duration, Validations } from 'aws-cdk-lib';
import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { FUNCTIONS, type FunctionSpec } from '../../core/functions.ts';
import { deadLetterName, MOST_DELIVERIES, QUEUES, type QueueName } from '../../core/queues.ts';

/** Days for which a message waits; a dead one's count from when it was first sent, hence they have more. */
const WAITING_DAYS = 4;
/** Days for which a dead message waits for a function or a person: SQS's longest. */
const DEAD_DAYS = 14;
/** A message stays hidden for as long as its function may take, this many times over: Lambda's own advice. */
export const VISIBILITY_TIMES = 6;

/** All queues. */
export class Queues extends Construct {
  /** Queues that handlers take messages from. */
  readonly queues: Record<QueueName, Queue>;
  /** What could not be handled after some deliveries, for each of them. */
  readonly dead: Record<QueueName, Queue>;
  /** Events and stream records whose function failed for good: for a person to look at. */
  readonly undelivered: Queue;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const names = Object.keys(QUEUES) as QueueName[];
    this.dead = record(names, (name) => this.deadQueue(deadLetterName(name)));
    this.queues = record(names, (name) => this.queue(name));
    this.undelivered = new Queue(this, 'undelivered', { ...SAFE, retentionPeriod: Duration.days(DEAD_DAYS) });
    Validations.of(this.undelivered).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason:
        'It is itself the dead-letter queue, of EventBridge, Lambda and the table stream; an alarm stands on it.',
    });
  }

  private queue(name: QueueName): Queue {
    return new Queue(this, name, {
      ...SAFE,
      ...visibility(name),
      retentionPeriod: Duration.days(WAITING_DAYS),
      deadLetterQueue: { queue: this.dead[name], maxReceiveCount: MOST_DELIVERIES },
    });
  }

  private deadQueue(name: `${QueueName}-dead`): Queue {
    return new Queue(this, name, { ...SAFE, ...visibility(name), retentionPeriod: Duration.days(DEAD_DAYS) });
  }
}

const SAFE = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true } as const satisfies QueueProps;

/** Long enough for the function that takes from the queue; SQS's default where none does. */
function visibility(queue: QueueName | `${QueueName}-dead`): Pick<QueueProps, 'visibilityTimeout'> {
  const specs: FunctionSpec[] = Object.values(FUNCTIONS);
  const consumer = specs.find(({ trigger }) => trigger.kind === 'queue' && trigger.queue === queue);
  if (consumer === undefined) return {};
  return { visibilityTimeout: Duration.seconds(consumer.timeoutSeconds * VISIBILITY_TIMES) };
}

function record<Value>(
  names: readonly QueueName[],
  make: (name: QueueName) => Value,
): Record<QueueName, Value> {
  return Object.fromEntries(names.map((name) => [name, make(name)])) as Record<QueueName, Value>;
}
