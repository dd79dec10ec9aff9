import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Match } from 'aws-cdk-lib/assertions';
import { ENV } from '../../core/environment.ts';
import { FUNCTIONS, type FunctionSpec } from '../../core/functions.ts';
import { parseConfig } from '../config/config.ts';
import { Queues } from '../queues/queues.ts';
import { Storage } from '../storage/storage.ts';
import { templateOf } from '../testing/test-stack.ts';
import { Functions } from './functions.ts';

const BATCH = 'arn:aws:batch:eu-central-1:111122223333';
const JOBS = {
  jobQueue: { jobQueueArn: `${BATCH}:job-queue/jobs` },
  jobDefinitionArn: `${BATCH}:job-definition/worker:7`,
};
const CONFIG = {
  stage: 'test',
  owners: ['ann', 'bob'],
  defaultOwner: 'bob',
  sourceBuckets: [{ bucket: 'films', owners: ['ann'] }],
  maxUploadGiB: 0.5,
  logRetentionDays: 90,
};

const template = templateOf((stack) => {
  const config = parseConfig(CONFIG);
  const storage = new Storage(stack, 'Storage', { config });
  new Functions(stack, 'Functions', { config, storage, queues: new Queues(stack, 'Queues'), compute: JOBS });
});
const specs = Object.entries(FUNCTIONS) as [string, FunctionSpec][];
const functions = Object.entries(template.findResources('AWS::Lambda::Function'));

function idOf(name: string): string {
  const [id] =
    functions.find(([key]) => new RegExp(`^Functions${name.replace('-', '')}[0-9A-F]{8}$`).test(key)) ?? [];
  assert.ok(id, name);
  return id;
}

function propertiesOf(name: string) {
  return template.findResources('AWS::Lambda::Function')[idOf(name)]?.Properties;
}

test('each function of the table is there with its time, its memory and its variables, and no other', () => {
  assert.equal(functions.length, specs.length);
  for (const [name, spec] of specs) {
    const { Timeout, MemorySize, Environment } = propertiesOf(name);
    assert.deepEqual([Timeout, MemorySize], [spec.timeoutSeconds, spec.memoryMiB], name);
    const ours = Object.keys(Environment.Variables).filter((key) => key.startsWith('POSEFLEET_'));
    assert.deepEqual(ours.sort(), [...spec.environment].sort(), name);
  }
});

test('all run on Node 24 on ARM, traced, and log JSON to groups that forget', () => {
  for (const [id, { Properties }] of functions) {
    assert.deepEqual([Properties.Runtime, Properties.Architectures], ['nodejs24.x', ['arm64']], id);
    assert.deepEqual(
      [Properties.TracingConfig.Mode, Properties.LoggingConfig.LogFormat],
      ['Active', 'JSON'],
      id,
    );
    const group = template.findResources('AWS::Logs::LogGroup')[Properties.LoggingConfig.LogGroup.Ref];
    assert.equal(group?.Properties.RetentionInDays, 90, id);
  }
});

test('lists and objects in variables are JSON, sizes are bytes', () => {
  const { Variables } = propertiesOf('api').Environment;
  assert.equal(Variables[ENV.sourceBuckets], '{"films":["ann"]}');
  assert.equal(Variables[ENV.owners], '["ann","bob"]');
  assert.equal(Variables[ENV.defaultOwner], 'bob');
  assert.equal(Variables[ENV.maxUploadBytes], String(2 ** 29));
  assert.equal(Variables[ENV.stage], 'test');
});

test('more owners and buckets than a function can be told of are refused before anything is deployed', () => {
  const name = (kind: string, index: number) => `${kind}-${'x'.repeat(40)}-${index}`;
  const owners = Array.from({ length: 20 }, (_, index) => name('owner', index));
  const make = (buckets: number) =>
    templateOf((stack) => {
      const sources = Array.from({ length: buckets }, (_, index) => name('bucket', index));
      const sourceBuckets = sources.map((bucket) => ({ bucket, owners: owners.slice(0, 3) }));
      const config = parseConfig({ owners, sourceBuckets });
      const storage = new Storage(stack, 'Storage', { config });
      const queues = new Queues(stack, 'Queues');
      new Functions(stack, 'Functions', { config, storage, queues, compute: JOBS });
    });
  assert.doesNotThrow(() => make(5));
  assert.throws(() => make(15), /posefleet\.owners, posefleet\.sourceBuckets.*too long together.*4096/);
});

test('queues are read in batches of which single messages may fail', () => {
  for (const [name, { trigger }] of specs) {
    if (trigger.kind !== 'queue') continue;
    const queue = new RegExp(`^Queues${trigger.queue.replaceAll('-', '')}[0-9A-F]{8}$`);
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      FunctionName: { Ref: idOf(name) },
      EventSourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp(queue.source), 'Arn'] },
      BatchSize: trigger.batchSize,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ...(trigger.maxConcurrency === undefined
        ? { ScalingConfig: Match.absent() }
        : { ScalingConfig: { MaximumConcurrency: trigger.maxConcurrency } }),
    });
  }
});

const UNDELIVERED = { 'Fn::GetAtt': [Match.stringLikeRegexp('^Queuesundelivered'), 'Arn'] };

test('state changes of the jobs of our queue, and of no other, reach the reconciler', () => {
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: {
      source: ['aws.batch'],
      'detail-type': ['Batch Job State Change'],
      detail: { jobQueue: [JOBS.jobQueue.jobQueueArn] },
    },
    Targets: [
      {
        Arn: { 'Fn::GetAtt': [idOf('reconcile'), 'Arn'] },
        DeadLetterConfig: { Arn: UNDELIVERED },
        RetryPolicy: Match.anyValue(),
      },
    ].map((target) => Match.objectLike(target)),
  });
  template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
    FunctionName: { Ref: idOf('reconcile') },
    MaximumRetryAttempts: 2,
    DestinationConfig: { OnFailure: { Destination: UNDELIVERED } },
  });
});

test('the sweeper runs every five minutes, and never twice for one tick', () => {
  template.hasResourceProperties('AWS::Events::Rule', {
    ScheduleExpression: 'rate(5 minutes)',
    Targets: [
      Match.objectLike({
        Arn: { 'Fn::GetAtt': [idOf('sweep'), 'Arn'] },
        RetryPolicy: Match.objectLike({ MaximumRetryAttempts: 0 }),
      }),
    ],
  });
  template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
    FunctionName: { Ref: idOf('sweep') },
    MaximumRetryAttempts: 0,
  });
});

test('objects under uploads/ of the media bucket, and no others, reach their queue', () => {
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: {
      source: ['aws.s3'],
      'detail-type': ['Object Created'],
      detail: {
        bucket: { name: [{ Ref: Match.stringLikeRegexp('^StorageMedia') }] },
        object: { key: [{ prefix: 'uploads/' }] },
      },
    },
    Targets: [
      Match.objectLike({
        Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Queuesobjectcreated[0-9A-F]{8}$'), 'Arn'] },
        DeadLetterConfig: { Arn: UNDELIVERED },
      }),
    ],
  });
  const [rule] = Object.entries(template.findResources('AWS::Events::Rule')).find(([, { Properties }]) =>
    JSON.stringify(Properties).includes('aws.s3'),
  ) ?? [''];
  template.hasResourceProperties('AWS::SQS::QueuePolicy', {
    Queues: [{ Ref: Match.stringLikeRegexp('^Queuesobjectcreated[0-9A-F]{8}$') }],
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Principal: { Service: 'events.amazonaws.com' },
          Condition: { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': [rule, 'Arn'] } } },
        }),
      ]),
    },
  });
});

test('the ends of tasks, and no other changes, are announced; what cannot be is kept', () => {
  const [mapping] = Object.values(
    template.findResources('AWS::Lambda::EventSourceMapping', {
      Properties: { FunctionName: { Ref: idOf('announce') } },
    }),
  );
  assert.deepEqual(mapping?.Properties.FunctionResponseTypes, ['ReportBatchItemFailures']);
  assert.equal(mapping.Properties.BisectBatchOnFunctionError, true);
  assert.equal(mapping.Properties.MaximumRetryAttempts, 10);
  assert.match(
    mapping.Properties.DestinationConfig.OnFailure.Destination['Fn::GetAtt'][0],
    /^Queuesundelivered/,
  );
  const filters = mapping.Properties.FilterCriteria.Filters.map(({ Pattern }: { Pattern: string }) =>
    JSON.parse(Pattern),
  );
  const final = { status: { S: ['completed', 'failed', 'cancelled'] } };
  assert.deepEqual(filters, [
    {
      eventName: ['MODIFY'],
      dynamodb: { NewImage: final, OldImage: { status: { S: ['queued', 'processing'] } } },
    },
    { eventName: ['INSERT'], dynamodb: { NewImage: final } },
  ]);
});
