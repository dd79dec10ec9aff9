/** What starts each function, save the API, which stands in a construct of its own. */
import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { type IFunction, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { DynamoEventSource, SqsDlq, SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Construct } from 'constructs';
import type { FunctionSpec, Trigger } from '../../core/functions.ts';
import type { QueueName } from '../../core/queues.ts';
import type { Queues } from '../queues/queues.ts';
import type { Surroundings } from './function-environment.ts';
import { TASK_ENDS } from './task-ends.ts';

/** Hours for which an event is tried again; what is older, the sweeper has seen to. */
const EVENT_HOURS = 6;
/** Deliveries of an event to Lambda, and runs of a function that failed: Lambda's most. */
const EVENT_RETRIES = 20;
const RUN_RETRIES = 2;

/** Changes of the table that a function takes at once, and how often those that failed come again. */
const CHANGES_AT_ONCE = 50;
const CHANGE_RETRIES = 10;

/** A function, and what is to start it. */
export interface Started {
  name: string;
  spec: FunctionSpec;
  handler: IFunction;
}

/** Sets up what starts a function. */
export function addTrigger(scope: Construct, { name, spec, handler }: Started, around: Surroundings): void {
  const { trigger } = spec;
  switch (trigger.kind) {
    case 'http':
    case 'authorizer':
      break;
    case 'queue':
      addQueue(handler, trigger, around.queues);
      break;
    case 'job-events':
      addJobEvents(scope, name, handler, around);
      break;
    case 'schedule':
      addSchedule(scope, name, handler, trigger.minutes);
      break;
    case 'task-ends':
      addTaskEnds(handler, around);
      break;
  }
}

function addQueue(handler: IFunction, trigger: Extract<Trigger, { kind: 'queue' }>, queues: Queues): void {
  const { batchSize, maxConcurrency } = trigger;
  const source = new SqsEventSource(queueOf(trigger.queue, queues), {
    batchSize,
    reportBatchItemFailures: true,
    ...(maxConcurrency === undefined ? {} : { maxConcurrency }),
  });
  handler.addEventSource(source);
}

function queueOf(name: QueueName | `${QueueName}-dead`, { queues, dead }: Queues) {
  return name in queues ? queues[name as QueueName] : dead[name.replace(/-dead$/, '') as QueueName];
}

/** EventBridge tries again while Lambda does not take an event, Lambda while the function fails on it. */
function addJobEvents(
  scope: Construct,
  name: string,
  handler: IFunction,
  { queues, compute }: Surroundings,
): void {
  const maxEventAge = Duration.hours(EVENT_HOURS);
  const retries = { maxEventAge, retryAttempts: EVENT_RETRIES };
  new Rule(scope, `${name}-rule`, {
    description: 'Posefleet: state changes of the jobs of our queue',
    eventPattern: {
      source: ['aws.batch'],
      detailType: ['Batch Job State Change'],
      detail: { jobQueue: [compute.jobQueue.jobQueueArn] },
    },
    targets: [new LambdaFunction(handler, { ...retries, deadLetterQueue: queues.undelivered })],
  });
  const onFailure = new SqsDestination(queues.undelivered);
  handler.configureAsyncInvoke({ maxEventAge, retryAttempts: RUN_RETRIES, onFailure });
}

/** What one tick could not do the next one does: nothing is tried again, an alarm stands on the errors. */
function addSchedule(scope: Construct, name: string, handler: IFunction, minutes: number): void {
  new Rule(scope, `${name}-rule`, {
    description: `Posefleet: every ${minutes} minutes`,
    schedule: Schedule.rate(Duration.minutes(minutes)),
    targets: [new LambdaFunction(handler, { retryAttempts: 0, maxEventAge: Duration.minutes(minutes) })],
  });
  handler.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(minutes) });
}

/** Ends are told in order, at least once; a change that cannot be told does not hold up the others for ever. */
function addTaskEnds(handler: IFunction, { storage, queues }: Surroundings): void {
  const source = new DynamoEventSource(storage.taskTable, {
    startingPosition: StartingPosition.TRIM_HORIZON,
    batchSize: CHANGES_AT_ONCE,
    filters: TASK_ENDS,
    reportBatchItemFailures: true,
    bisectBatchOnError: true,
    retryAttempts: CHANGE_RETRIES,
    onFailure: new SqsDlq(queues.undelivered),
  });
  handler.addEventSource(source);
}
