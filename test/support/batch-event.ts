/** Batch's events on EventBridge, in the shape that AWS documents ("AWS Batch events for Amazon EventBridge"). */
import type { EventBridgeEvent } from 'aws-lambda';
import type { BatchJob } from '../../lambdas/batch-job.ts';

/** A `Batch Job State Change` of a job for these tasks. */
export function batchEvent(
  taskIds: readonly string[],
  {
    jobId,
    status,
    statusReason,
    container = {},
    attempts,
  }: Pick<BatchJob, 'jobId' | 'status'> & Partial<BatchJob>,
): EventBridgeEvent<'Batch Job State Change', unknown> {
  const attempt = {
    container: {
      taskArn: 'arn:aws:ecs:us-east-1:123456789012:task/4d4ec3d7',
      exitCode: container.exitCode,
      reason: container.reason,
      logStreamName: 'posefleet/default/4d4ec3d7',
      networkInterfaces: [],
    },
    startedAt: 1641944200058,
    stoppedAt: 1641944208224,
    statusReason: statusReason ?? 'Essential container in task exited',
  };
  const detail = {
    jobArn: `arn:aws:batch:us-east-1:123456789012:job/${jobId}`,
    jobName: 'posefleet-walk',
    jobId,
    jobQueue: 'arn:aws:batch:us-east-1:123456789012:job-queue/posefleet',
    status,
    statusReason,
    attempts: attempts ?? (status === 'RUNNING' ? [] : [attempt]),
    createdAt: 1641944185527,
    retryStrategy: { attempts: 10, evaluateOnExit: [] },
    startedAt: 1641944200058,
    dependsOn: [],
    jobDefinition: 'arn:aws:batch:us-east-1:123456789012:job-definition/posefleet:1',
    parameters: {},
    container: {
      image: '123456789012.dkr.ecr.us-east-1.amazonaws.com/posefleet:worker',
      command: [],
      volumes: [],
      environment: [
        { name: 'MANAGED_BY_AWS', value: 'STARTED_BY_STEP_FUNCTIONS' },
        { name: 'POSEFLEET_TASK_IDS', value: JSON.stringify(taskIds) },
      ],
      mountPoints: [],
      ulimits: [],
      networkInterfaces: [],
      resourceRequirements: [{ value: '4', type: 'VCPU' }],
      secrets: [],
      logStreamName: 'posefleet/default/4d4ec3d7',
      ...container,
    },
    tags: {},
    propagateTags: false,
    platformCapabilities: ['EC2'],
  };
  return {
    version: '0',
    id: 'c8f9c4b5-76e5-d76a-f980-7011e206042b',
    'detail-type': 'Batch Job State Change',
    source: 'aws.batch',
    account: '123456789012',
    time: '2022-01-11T23:36:40Z',
    region: 'us-east-1',
    resources: [`arn:aws:batch:us-east-1:123456789012:job/${jobId}`],
    detail: JSON.parse(JSON.stringify(detail)),
  };
}
