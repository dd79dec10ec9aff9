/** Ways from the machines to AWS's services that do not lead over the internet. */
import { Aws } from 'aws-cdk-lib';
import { CfnSecurityGroup, CfnVPCEndpoint } from 'aws-cdk-lib/aws-ec2';
import { AnyPrincipal, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { PosefleetConfig } from '../config/config.ts';
import type { Network } from './network.ts';

/** What a machine without a way to the internet calls beside S3 and DynamoDB: the agent, the registry, the log. */
const INTERFACE_SERVICES = ['ecs', 'ecs-agent', 'ecs-telemetry', 'ecr.api', 'ecr.dkr', 'logs'] as const;
const HTTPS = 443;

/** Adds the endpoints for S3 and DynamoDB, which cost nothing and spare the videos the way over the internet. */
export function addGatewayEndpoints(network: Network, { network: kind }: PosefleetConfig): void {
  for (const [id, service] of [
    ['S3', 's3'],
    ['DynamoDb', 'dynamodb'],
  ] as const) {
    const endpoint = new CfnVPCEndpoint(network, `${id}Endpoint`, {
      vpcId: network.vpc.ref,
      vpcEndpointType: 'Gateway',
      serviceName: `com.amazonaws.${Aws.REGION}.${service}`,
      routeTableIds: [network.routeTable.ref],
      // With a way to the internet beside it a policy here would keep nothing in.
      ...(kind === 'private' ? { policyDocument: ownAccountAlone(service) } : {}),
    });
    network.ways.add(endpoint);
  }
}

/** Adds the endpoints that are paid for by the hour and zone. */
export function addInterfaceEndpoints(network: Network): void {
  const group = endpointsGroup(network);
  for (const service of INTERFACE_SERVICES) {
    const endpoint = new CfnVPCEndpoint(network, `${service.replaceAll('.', '-')}-endpoint`, {
      vpcId: network.vpc.ref,
      vpcEndpointType: 'Interface',
      serviceName: `com.amazonaws.${Aws.REGION}.${service}`,
      subnetIds: network.subnetIds,
      securityGroupIds: [group.attrGroupId],
      privateDnsEnabled: true,
    });
    network.ways.add(endpoint);
  }
}

function endpointsGroup(network: Network): CfnSecurityGroup {
  return new CfnSecurityGroup(network, 'Endpoints', {
    vpcId: network.vpc.ref,
    groupDescription: 'Endpoints of AWS services: HTTPS from the machines alone',
    securityGroupIngress: [
      {
        ipProtocol: 'tcp',
        fromPort: HTTPS,
        toPort: HTTPS,
        sourceSecurityGroupId: network.securityGroup.attrGroupId,
        description: 'HTTPS from the machines',
      },
    ],
    // CloudFormation would allow everything out where nothing is named; endpoints answer and never call.
    securityGroupEgress: [
      { ipProtocol: 'tcp', fromPort: HTTPS, toPort: HTTPS, cidrIp: '127.0.0.1/32', description: 'Nothing' },
    ],
  });
}

/**
 * Lets through what this account's own roles ask for, and the layers of images: ECR keeps those in a bucket of its own
 * and signs for them. A worker in wrong hands could else carry videos to a bucket of another account.
 */
function ownAccountAlone(service: 's3' | 'dynamodb'): PolicyDocument {
  const own = new PolicyStatement({
    principals: [new AnyPrincipal()],
    actions: [`${service}:*`],
    resources: ['*'],
    conditions: { StringEquals: { 'aws:PrincipalAccount': Aws.ACCOUNT_ID } },
  });
  const layers = new PolicyStatement({
    principals: [new AnyPrincipal()],
    actions: ['s3:GetObject'],
    resources: [`arn:${Aws.PARTITION}:s3:::prod-${Aws.REGION}-starport-layer-bucket/*`],
  });
  return new PolicyDocument({ statements: service === 's3' ? [own, layers] : [own] });
}
