/** What is watched: the parts of the other constructs that dashboard and alarms need. */
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { FunctionName } from '../../core/functions.ts';
import type { QueueName } from '../../core/queues.ts';
import type { PosefleetConfig } from '../config/config.ts';

/** Constructs by the names that they have in the stack. */
export interface Watched {
  config: PosefleetConfig;
  api: { restApi: RestApi };
  queues: {
    queues: Readonly<Record<QueueName, IQueue>>;
    dead: Readonly<Record<QueueName, IQueue>>;
    undelivered: IQueue;
  };
  functions: { byName: Readonly<Record<FunctionName, IFunction>> };
  compute: { jobQueue: { jobQueueArn: string; jobQueueName: string } };
  storage: { taskTable: ITable };
}
