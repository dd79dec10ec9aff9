/** Where jobs run: groups of machines that Batch starts for jobs and gives back after them. */
import { CfnComputeEnvironment, type CfnComputeEnvironmentProps } from 'aws-cdk-lib/aws-batch';
import type { CfnLaunchTemplate } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { deploymentTags } from '../../core/deployment-tags.ts';
import type { PosefleetConfig } from '../config/config.ts';
import type { InstanceRole } from './instance-role.ts';
import { instanceTypesOf } from './instance-types.ts';
import type { Network } from './network.ts';
import { vcpuShares } from './shares-of-vcpus.ts';

/** What the machines are made of. */
export interface EnvironmentProps {
  config: PosefleetConfig;
  network: Network;
  launchTemplate: CfnLaunchTemplate;
  instances: InstanceRole;
}

/** Whether machines are Spot or on-demand ones. */
type Market = 'SPOT' | 'EC2';

/** How Batch chooses among types. Both can be updated in place, which `BEST_FIT` cannot. */
const STRATEGY = { SPOT: 'SPOT_PRICE_CAPACITY_OPTIMIZED', EC2: 'BEST_FIT_PROGRESSIVE' } as const;
/** ECS's images of Amazon Linux 2023, named here so that a default of AWS's never changes them. */
const IMAGE_TYPE = { gpu: 'ECS_AL2023_NVIDIA', cpu: 'ECS_AL2023' } as const;
/** Minutes for which an update of the machines waits for running jobs; jobs that take longer begin again. */
const UPDATE_PATIENCE_MINUTES = 60;

/** Makes the environments in the order in which they are tried: Spot unless it is off, then on-demand. */
export function makeEnvironments(scope: Construct, props: EnvironmentProps): CfnComputeEnvironment[] {
  const { spot, onDemand } = vcpuShares(props.config);
  const second = environment(scope, 'OnDemand', props, 'EC2', onDemand);
  return spot === undefined ? [second] : [environment(scope, 'Spot', props, 'SPOT', spot), second];
}

/**
 * One environment, without a name, so that CloudFormation can put another beside it, and without a service role: only
 * with Batch's own service-linked role can it be updated in place.
 */
function environment(
  scope: Construct,
  id: string,
  props: EnvironmentProps,
  market: Market,
  maxVcpus: number,
): CfnComputeEnvironment {
  const made = new CfnComputeEnvironment(scope, id, {
    type: 'MANAGED',
    state: 'ENABLED',
    computeResources: machines(props, market, maxVcpus),
    // Replacing would end the jobs that run: an update puts new machines beside the old ones instead.
    replaceComputeEnvironment: false,
    updatePolicy: { terminateJobsOnUpdate: false, jobExecutionTimeoutMinutes: UPDATE_PATIENCE_MINUTES },
  });
  // Ways out and rights are there before the first machine, and until the last is gone.
  made.node.addDependency(props.network.ways, props.instances.role);
  return made;
}

function machines(
  { config, network, launchTemplate, instances }: EnvironmentProps,
  market: Market,
  maxvCpus: number,
): CfnComputeEnvironmentProps['computeResources'] {
  return {
    type: market,
    allocationStrategy: STRATEGY[market],
    // Never more than the on-demand price; what is paid is the Spot price of the moment.
    ...(market === 'SPOT' ? { bidPercentage: 100 } : {}),
    minvCpus: 0,
    maxvCpus,
    instanceTypes: [...instanceTypesOf(config)],
    ec2Configuration: [{ imageType: IMAGE_TYPE[config.compute] }],
    // New machines have the newest image of ECS, with its security updates, whenever the environment is updated.
    updateToLatestImageVersion: true,
    instanceRole: instances.profile.instanceProfileArn,
    launchTemplate: {
      launchTemplateId: launchTemplate.ref,
      // A number rather than $Latest: CloudFormation would see no change, and nothing would be updated.
      version: launchTemplate.attrLatestVersionNumber,
    },
    subnets: network.subnetIds,
    securityGroupIds: [network.securityGroup.attrGroupId],
    tags: { Name: `posefleet-${config.stage}`, ...deploymentTags(config.stage) },
  };
}
