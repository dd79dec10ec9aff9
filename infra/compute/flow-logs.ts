/** A record of who the machines spoke to, for the day on which somebody has to know. */
import { Aws, RemovalPolicy } from 'aws-cdk-lib';
import { CfnFlowLog, type CfnVPC } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { PosefleetConfig } from '../config/config.ts';

/** Seconds of traffic that one line sums up; the longest there is, since a line is paid for. */
const AGGREGATION_SECONDS = 600;

/** Writes the flow logs of the network to a log group. At rest there is no traffic and no cost. */
export function addFlowLogs(scope: Construct, vpc: CfnVPC, { logRetentionDays }: PosefleetConfig): void {
  const logGroup = new LogGroup(scope, 'FlowLog', {
    retention: logRetentionDays,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const role = new Role(scope, 'FlowLogRole', {
    assumedBy: new ServicePrincipal('vpc-flow-logs.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }),
    description: 'Writes the flow logs of the machines',
  });
  role.addToPolicy(
    new PolicyStatement({
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams'],
      resources: [logGroup.logGroupArn],
    }),
  );
  const flows = new CfnFlowLog(scope, 'Flows', {
    resourceId: vpc.ref,
    resourceType: 'VPC',
    trafficType: 'ALL',
    maxAggregationInterval: AGGREGATION_SECONDS,
    logDestinationType: 'cloud-watch-logs',
    logGroupName: logGroup.logGroupName,
    deliverLogsPermissionArn: role.roleArn,
  });
  // The role alone can be assumed; what it may do is a resource of its own, and comes later without this.
  flows.node.addDependency(role);
}
