/** The queue of jobs that wait for a machine. */
import {
  type CfnComputeEnvironment,
  CfnJobQueue,
  type CfnJobQueueProps,
  CfnSchedulingPolicy,
} from 'aws-cdk-lib/aws-batch';
import type { Construct } from 'constructs';
import type { PosefleetConfig } from '../config/config.ts';
import { reservedPercent } from './shares-of-vcpus.ts';

const HOUR = 3600;

/**
 * How long a job may stand at the head of the queue for each reason that Batch can name, in seconds (600 to 86 400).
 * Machines that cannot be had at the moment may come back in the night: half a day. A job that no machine of ours could
 * ever run waits in vain: it ends as soon as Batch allows, and the jobs behind it move up.
 */
export const LONGEST_WAITS = {
  'CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY': 12 * HOUR,
  'MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE': 600,
  'MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT': 600,
} as const;

/** Seconds of the past that count when Batch asks which owner had less: about the length of a long job. */
const REMEMBERED_SECONDS = HOUR;

/**
 * Makes the queue. Each job comes with the share identifier of its owner (`shareIdentifier` in core), all of the same
 * weight: Batch takes next a job of the owner who had least lately.
 */
export function makeJobQueue(
  scope: Construct,
  config: PosefleetConfig,
  environments: readonly CfnComputeEnvironment[],
): CfnJobQueue {
  const policy = new CfnSchedulingPolicy(scope, 'FairShare', {
    fairsharePolicy: { shareDecaySeconds: REMEMBERED_SECONDS, computeReservation: reservedPercent(config) },
  });
  return new CfnJobQueue(scope, 'Queue', {
    priority: 1,
    state: 'ENABLED',
    schedulingPolicyArn: policy.attrArn,
    computeEnvironmentOrder: environments.map((environment, index) => ({
      order: index + 1,
      computeEnvironment: environment.attrComputeEnvironmentArn,
    })),
    jobStateTimeLimitActions: timeLimits(),
  });
}

/** Cancelling is all that Batch can do here; the task hears of it as of every end of its job. */
function timeLimits(): CfnJobQueueProps['jobStateTimeLimitActions'] {
  return Object.entries(LONGEST_WAITS).map(([reason, maxTimeSeconds]) => ({
    state: 'RUNNABLE',
    action: 'CANCEL',
    reason,
    maxTimeSeconds,
  }));
}
