/** A small stack with something of each kind that is watched, for tests. */
import { App, Stack } from 'aws-cdk-lib';
import { MockIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { FUNCTIONS, type FunctionName } from '../../../core/functions.ts';
import { parseConfig } from '../../config/config.ts';
import { Queues } from '../../queues/queues.ts';
import { Observability } from '../observability.ts';

/** ARN of the job queue of the test stack. */
export const JOB_QUEUE_ARN = 'arn:aws:batch:eu-central-1:111122223333:job-queue/jobs-1';

/** Observability over stand-ins; `configuration` as in cdk.json. */
export function watchedStack(configuration: object = {}): { stack: Stack; observability: Observability } {
  const stack = new Stack(new App(), 'Watched');
  const restApi = new RestApi(stack, 'Api');
  restApi.root.addMethod('GET', new MockIntegration());
  const observability = new Observability(stack, 'Observability', {
    config: parseConfig({ stage: 'test', ...configuration }),
    api: { restApi },
    queues: new Queues(stack, 'Queues'),
    functions: { byName: functions(stack) },
    compute: { jobQueue: { jobQueueArn: JOB_QUEUE_ARN, jobQueueName: 'jobs-1' } },
    storage: {
      taskTable: new TableV2(stack, 'Tasks', { partitionKey: { name: 'pk', type: AttributeType.STRING } }),
    },
  });
  return { stack, observability };
}

function functions(stack: Stack): Record<FunctionName, LambdaFunction> {
  const make = (name: string) =>
    new LambdaFunction(stack, name, {
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromInline('exports.handler = async () => {};'),
    });
  const names = Object.keys(FUNCTIONS) as FunctionName[];
  return Object.fromEntries(names.map((name) => [name, make(name)])) as Record<FunctionName, LambdaFunction>;
}
