import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { Template } from 'aws-cdk-lib/assertions';
import { ENV } from '../core/environment.ts';
import { STACK_OUTPUTS } from '../core/stack-outputs.ts';
import { CONFIG_KEY } from './config/config.ts';
import { posefleetApp } from './posefleet-app.ts';
import { deployed } from './testing/deployed.ts';
import { UNBUNDLED } from './testing/test-stack.ts';

const { stack, template } = deployed({ stage: 'test', owners: ['ann', 'bob'], defaultOwner: 'bob' });

test('the stack is named after its stage, and all that costs carries project and stage', () => {
  assert.equal(stack.stackName, 'posefleet-test');
  const tags = [
    { Key: 'project', Value: 'posefleet' },
    { Key: 'stage', Value: 'test' },
  ];
  for (const type of ['AWS::S3::Bucket', 'AWS::SQS::Queue', 'AWS::Lambda::Function', 'AWS::Logs::LogGroup']) {
    for (const [id, { Properties }] of Object.entries(template.findResources(type))) {
      for (const tag of tags) {
        assert.ok(
          Properties.Tags.some((one: object) => isDeepStrictEqual(one, tag)),
          id,
        );
      }
    }
  }
});

test('the outputs are those that the command line reads', () => {
  const outputs = Object.keys(template.toJSON().Outputs);
  assert.deepEqual(outputs.sort(), Object.values(STACK_OUTPUTS).sort());
  template.hasOutput(STACK_OUTPUTS.owners, { Value: 'bob,ann' });
});

test('names are left to CloudFormation, so that several stages stand in one account', () => {
  const resources: { Properties?: Record<string, unknown> }[] = Object.values(template.toJSON().Resources);
  const names = [
    'Bucket',
    'Queue',
    'Table',
    'Function',
    'Role',
    'LogGroup',
    'Topic',
    'JobQueue',
    'Dashboard',
  ];
  for (const { Properties = {} } of resources) {
    // References to others are objects.
    for (const name of names) assert.notEqual(typeof Properties[`${name}Name`], 'string', name);
  }
});

test('the dispatcher is told the revision of the job definition that an update in place makes', () => {
  const [definition] = Object.keys(template.findResources('AWS::Batch::JobDefinition'));
  const Variables = { [ENV.jobDefinition]: { 'Fn::GetAtt': [definition, 'JobDefinitionArn'] } };
  template.hasResourceProperties('AWS::Lambda::Function', { Environment: { Variables } });
});

test('a deployment with everything in it passes all checks too', () => {
  const everything = {
    compute: 'gpu',
    network: 'private',
    models: { source: 'bucket' },
    sourceBuckets: [{ bucket: 'films', owners: ['ann'] }],
    owners: ['ann'],
    api: { corsOrigins: ['https://poses.example'] },
    budgetUsdPerMonth: 100,
    alarmEmail: 'ann@poses.example',
    keepData: false,
  };
  Template.fromStack(deployed(everything).stack).hasOutput(STACK_OUTPUTS.modelsBucket, {});
});

test('account and region may be fixed', () => {
  const fixed = { account: '111122223333', region: 'eu-central-1' };
  const context = { ...UNBUNDLED, [CONFIG_KEY]: fixed };
  const { stack: there } = posefleetApp({ context });
  assert.deepEqual([there.account, there.region], [fixed.account, fixed.region]);
});

test('a wrong configuration makes no template', () => {
  const context = { ...UNBUNDLED, [CONFIG_KEY]: { compute: 'tpu' } };
  assert.throws(() => posefleetApp({ context }), /posefleet\.compute/);
});
