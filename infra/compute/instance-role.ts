/** What the machines may do, before any job runs on them. */
import { Aws, Stack } from 'aws-cdk-lib';
import { InstanceProfile, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledgeWildcards } from '../acknowledge-wildcards.ts';
import type { WorkerImage } from './worker-image.ts';

/**
 * The role of the machines. It is what the ECS agent and Docker need, on the resources that they need it on: a part of
 * AWS's own AmazonEC2ContainerServiceforEC2Role, which may pull every image and write every log of the account. There
 * is no execution role: on machines of one's own the agent pulls, and Docker writes the log, with this one.
 */
export class InstanceRole extends Construct {
  readonly role: Role;
  readonly profile: InstanceProfile;

  constructor(
    scope: Construct,
    id: string,
    { image, logGroup }: { image: WorkerImage; logGroup: ILogGroup },
  ) {
    super(scope, id);
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('ec2.amazonaws.com'),
      description: 'Machines that run workers',
    });
    for (const statement of agentStatements(this)) this.role.addToPolicy(statement);
    image.grantPull(this.role);
    this.role.addToPolicy(
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    );
    this.profile = new InstanceProfile(this, 'Profile', { role: this.role });
    this.acknowledge();
  }

  private acknowledge(): void {
    acknowledgeWildcards(this.role, [
      {
        resource: arn(this, 'cluster'),
        reason: 'Batch makes the ECS cluster of each environment, under a name that is not known before.',
      },
      {
        resource: arn(this, 'container-instance'),
        reason: 'A machine has its id only after it has joined the cluster that Batch makes.',
      },
      {
        resource: '*',
        reason:
          'ecs:DiscoverPollEndpoint, ec2:DescribeTags and ecr:GetAuthorizationToken know no resources; they read nothing of the service.',
      },
    ]);
  }
}

function agentStatements(scope: Construct): PolicyStatement[] {
  return [
    new PolicyStatement({
      actions: [
        'ecs:RegisterContainerInstance',
        'ecs:DeregisterContainerInstance',
        'ecs:SubmitAttachmentStateChanges',
        'ecs:SubmitContainerStateChange',
        'ecs:SubmitTaskStateChange',
      ],
      resources: [arn(scope, 'cluster')],
    }),
    new PolicyStatement({
      // The last two: draining before a Spot machine is taken, and tags that Batch hands on.
      actions: [
        'ecs:Poll',
        'ecs:StartTelemetrySession',
        'ecs:UpdateContainerInstancesState',
        'ecs:TagResource',
      ],
      resources: [arn(scope, 'container-instance')],
    }),
    new PolicyStatement({ actions: ['ecs:DiscoverPollEndpoint', 'ec2:DescribeTags'], resources: ['*'] }),
  ];
}

function arn(scope: Construct, resource: 'cluster' | 'container-instance'): string {
  const { partition } = Stack.of(scope);
  return `arn:${partition}:ecs:${Aws.REGION}:${Aws.ACCOUNT_ID}:${resource}/*`;
}
