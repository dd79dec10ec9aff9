/** Everything that runs workers: network, machines, queue and job. Nothing of it costs anything while there is no job. */
import { Fn, RemovalPolicy } from 'aws-cdk-lib';
import type { CfnComputeEnvironment } from 'aws-cdk-lib/aws-batch';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { type ILogGroup, LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { PosefleetConfig } from '../config/config.ts';
import { checkTimeout } from '../cost/check-timeout.ts';
import { checkMachines } from './check-machines.ts';
import { makeEnvironments } from './environments.ts';
import { InstanceRole } from './instance-role.ts';
import { makeJobDefinition } from './job-definition.ts';
import { makeJobQueue } from './job-queue.ts';
import { makeJobRole, type WorkerStorage } from './job-role.ts';
import { makeLaunchTemplate } from './launch-template.ts';
import { Network } from './network.ts';
import { WorkerImage } from './worker-image.ts';

/** Properties of `Compute`. */
export interface ComputeProps {
  config: PosefleetConfig;
  storage: WorkerStorage;
}

/** AWS Batch on machines of EC2. */
export class Compute extends Construct {
  readonly network: Network;
  readonly jobQueue: { readonly jobQueueArn: string; readonly jobQueueName: string };
  /**
   * With its revision: the dispatcher submits the revision that was deployed together with it. A right to submit should
   * cover all revisions of its name. Taken from the attribute, not from `Ref`: CloudFormation knows a job definition by
   * its name and updates it in place, and only an attribute is sure to be read again after that.
   */
  readonly jobDefinitionArn: string;
  /** What the jobs may do. */
  readonly jobRole: IRole;
  /** What the machines may do. */
  readonly instanceRole: IRole;
  /** Where workers write their logs and metrics. */
  readonly logGroup: ILogGroup;
  /** In the order in which they are tried. */
  readonly environments: readonly CfnComputeEnvironment[];

  /** @throws Error that names the field of the configuration, when no machine could run a job. */
  constructor(scope: Construct, id: string, { config, storage }: ComputeProps) {
    super(scope, id);
    checkMachines(this, config);
    checkTimeout(this, config);
    this.logGroup = this.makeLogGroup(config);
    this.network = new Network(this, 'Network', { config });
    const image = new WorkerImage(this, 'Image', { config });
    const instances = new InstanceRole(this, 'Instances', { image, logGroup: this.logGroup });
    this.instanceRole = instances.role;
    this.environments = makeEnvironments(this, {
      config,
      network: this.network,
      launchTemplate: makeLaunchTemplate(this, config),
      instances,
    });
    const queue = makeJobQueue(this, config, this.environments);
    this.jobQueue = { jobQueueArn: queue.attrJobQueueArn, jobQueueName: nameOf(queue.attrJobQueueArn) };
    this.jobRole = makeJobRole(this, storage);
    const { jobRole, logGroup } = this;
    this.jobDefinitionArn = makeJobDefinition(this, {
      config,
      storage,
      imageUri: image.uri,
      jobRole,
      logGroup,
    }).attrJobDefinitionArn;
  }

  private makeLogGroup({ logRetentionDays }: PosefleetConfig): LogGroup {
    return new LogGroup(this, 'Log', { retention: logRetentionDays, removalPolicy: RemovalPolicy.DESTROY });
  }
}

/** The part of an ARN after its slash. */
function nameOf(arn: string): string {
  return Fn.select(1, Fn.split('/', arn));
}
