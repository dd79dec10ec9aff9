import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { parseConfig } from '../config/config.ts';
import { Network } from './network.ts';
import { allOf, onlyOf, type Properties } from './testing/compute-template.ts';

function networkTemplate(context: object, env: { account?: string; region?: string } = {}): Template {
  const app = new App();
  const stack = new Stack(app, 'Test', { env });
  new Network(stack, 'Network', { config: parseConfig(context) });
  assert.deepEqual(app.synth().manifest.missing ?? [], [], 'synthesis asks AWS for something');
  return Template.fromStack(stack);
}

const endpoints = (template: Template, kind: string) =>
  allOf(template, 'EC2::VPCEndpoint').filter(({ VpcEndpointType }) => VpcEndpointType === kind);
const serviceOf = ({ ServiceName }: Properties) => ServiceName['Fn::Join'][1].at(-1);

describe('the public network', () => {
  const template = networkTemplate({});

  it('lets nobody in, and HTTPS alone out', () => {
    const group = onlyOf(template, 'EC2::SecurityGroup');
    assert.equal(group.SecurityGroupIngress, undefined);
    template.resourceCountIs('AWS::EC2::SecurityGroupIngress', 0);
    const [rule, ...others] = group.SecurityGroupEgress;
    assert.deepEqual([rule.IpProtocol, rule.FromPort, rule.ToPort, others.length], ['tcp', 443, 443, 0]);
  });

  it('has public addresses in place of a NAT', () => {
    template.resourceCountIs('AWS::EC2::NatGateway', 0);
    for (const { MapPublicIpOnLaunch } of allOf(template, 'EC2::Subnet'))
      assert.equal(MapPublicIpOnLaunch, true);
    assert.equal(onlyOf(template, 'EC2::Route').DestinationCidrBlock, '0.0.0.0/0');
  });

  it('reaches S3 and DynamoDB by endpoints that cost nothing', () => {
    assert.deepEqual(endpoints(template, 'Gateway').map(serviceOf), ['.s3', '.dynamodb']);
    assert.equal(endpoints(template, 'Interface').length, 0);
  });

  it('has its traffic written down for the configured days', () => {
    assert.equal(onlyOf(template, 'EC2::FlowLog').TrafficType, 'ALL');
    assert.equal(onlyOf(networkTemplate({ logRetentionDays: 90 }), 'Logs::LogGroup').RetentionInDays, 90);
  });

  it('asks for that only when its role may write', () => {
    const [flows] = Object.values(template.findResources('AWS::EC2::FlowLog'));
    const [policy] = Object.keys(template.findResources('AWS::IAM::Policy'));
    assert.ok(policy !== undefined && flows?.DependsOn.includes(policy));
  });
});

describe('zones', () => {
  const zones = (context: object) => allOf(networkTemplate(context, context), 'EC2::Subnet').length;

  it('are three where the region is known to have them, and are never asked for', () => {
    assert.equal(zones({}), 2);
    assert.equal(zones({ account: '123456789012', region: 'eu-central-1' }), 3);
    assert.equal(zones({ region: 'us-west-1' }), 2);
    assert.equal(zones({ region: 'eu-central-1', network: 'private' }), 2);
  });
});

describe('the private network', () => {
  const template = networkTemplate({ network: 'private' });

  it('has no way to the internet', () => {
    for (const type of ['InternetGateway', 'NatGateway', 'Route', 'EgressOnlyInternetGateway']) {
      template.resourceCountIs(`AWS::EC2::${type}`, 0);
    }
    for (const { MapPublicIpOnLaunch } of allOf(template, 'EC2::Subnet'))
      assert.equal(MapPublicIpOnLaunch, false);
  });

  it('reaches the agent’s services, the registry and the log by endpoints', () => {
    assert.deepEqual(endpoints(template, 'Interface').map(serviceOf), [
      '.ecs',
      '.ecs-agent',
      '.ecs-telemetry',
      '.ecr.api',
      '.ecr.dkr',
      '.logs',
    ]);
    for (const { PrivateDnsEnabled, SubnetIds } of endpoints(template, 'Interface')) {
      assert.deepEqual([PrivateDnsEnabled, SubnetIds.length], [true, 2]);
    }
  });

  it('lets machines alone call the endpoints, and still nobody call the machines', () => {
    const groups = allOf(template, 'EC2::SecurityGroup');
    const rules = groups.flatMap(({ SecurityGroupIngress = [] }) => SecurityGroupIngress);
    assert.equal(rules.length, 1);
    assert.equal(rules[0].FromPort, 443);
    assert.match(rules[0].SourceSecurityGroupId['Fn::GetAtt'][0], /Machines/);
    const machines = groups.find(({ GroupDescription }) =>
      /nothing in/.test(JSON.stringify(GroupDescription)),
    );
    assert.equal(machines?.SecurityGroupIngress, undefined);
  });

  it('carries nothing to the buckets and tables of other accounts', () => {
    for (const { PolicyDocument } of endpoints(template, 'Gateway')) {
      for (const { Condition, Action, Resource } of PolicyDocument.Statement) {
        if (Action === 's3:GetObject') assert.match(JSON.stringify(Resource), /starport-layer-bucket\/\*/);
        else assert.deepEqual(Condition.StringEquals, { 'aws:PrincipalAccount': { Ref: 'AWS::AccountId' } });
      }
    }
  });

  it('has the subnets of the public one, so that a deployment can change between them', () => {
    const subnets = (from: Template) => Object.keys(from.findResources('AWS::EC2::Subnet'));
    assert.deepEqual(subnets(template), subnets(networkTemplate({})));
  });
});
