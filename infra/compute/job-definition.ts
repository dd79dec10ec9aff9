/** What a job is: the worker's container, its size, its time, and when Batch starts it again by itself. */
import { Stack } from 'aws-cdk-lib';
import { CfnJobDefinition } from 'aws-cdk-lib/aws-batch';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { RETRY_RULES } from '../../core/exit-codes.ts';
import { WORKER_CONTAINER } from '../../core/worker-container.ts';
import type { PosefleetConfig } from '../config/config.ts';
import { HOST_INSTANCE_TYPE_FILE } from './host-script.ts';
import type { WorkerStorage } from './job-role.ts';
import { workerEnvironment } from './worker-environment.ts';

/** What a job is made of. */
export interface JobDefinitionProps {
  config: PosefleetConfig;
  storage: WorkerStorage;
  imageUri: string;
  jobRole: IRole;
  logGroup: ILogGroup;
}

const SCRATCH = 'scratch';
const INSTANCE_TYPE = 'instance-type';
/** First part of the names of log streams; the id of the ECS task follows. */
const LOG_PREFIX = 'worker';

/**
 * Makes the job definition. An update makes a new revision and leaves the one before as it is: jobs that wait or run,
 * and messages that a dispatcher of the version before takes meanwhile, go on with theirs.
 */
export function makeJobDefinition(scope: Construct, props: JobDefinitionProps): CfnJobDefinition {
  const { job } = props.config;
  return new CfnJobDefinition(scope, 'Job', {
    type: 'container',
    platformCapabilities: ['EC2'],
    containerProperties: container(scope, props),
    retryStrategy: { attempts: job.attempts, evaluateOnExit: RETRY_RULES.map((rule) => ({ ...rule })) },
    timeout: { attemptDurationSeconds: job.timeoutMinutes * 60 },
    resourceRetentionPolicy: { skipDeregisterOnUpdate: true },
  });
}

function container(
  scope: Construct,
  { config, storage, imageUri, jobRole, logGroup }: JobDefinitionProps,
): CfnJobDefinition.ContainerPropertiesProperty {
  const { region } = Stack.of(scope);
  return {
    image: imageUri,
    command: [...WORKER_CONTAINER.command],
    jobRoleArn: jobRole.roleArn,
    user: WORKER_CONTAINER.user,
    privileged: false,
    readonlyRootFilesystem: WORKER_CONTAINER.readonlyRootFilesystem,
    linuxParameters: { initProcessEnabled: WORKER_CONTAINER.initProcess },
    resourceRequirements: resources(config),
    environment: Object.entries(workerEnvironment(config, storage, region)).map(([name, value]) => ({
      name,
      value,
    })),
    ...folders(),
    logConfiguration: logging(logGroup, region),
  };
}

function resources({ compute, job }: PosefleetConfig): CfnJobDefinition.ResourceRequirementProperty[] {
  return [
    { type: 'VCPU', value: String(job.vcpus) },
    { type: 'MEMORY', value: String(job.memoryMiB) },
    ...(compute === 'gpu' ? [{ type: 'GPU', value: String(job.gpus) }] : []),
  ];
}

/**
 * The scratch volume has no path on the host: Docker then makes one for each job, on the encrypted root volume, takes
 * owner and mode of the image's folder for it, and removes it with the container, however the job ended. A folder of the
 * host would belong to root, would be shared by the jobs of all owners, and would keep what a killed job left.
 */
function folders(): Pick<CfnJobDefinition.ContainerPropertiesProperty, 'volumes' | 'mountPoints'> {
  return {
    volumes: [{ name: SCRATCH }, { name: INSTANCE_TYPE, host: { sourcePath: HOST_INSTANCE_TYPE_FILE } }],
    mountPoints: [
      { sourceVolume: SCRATCH, containerPath: WORKER_CONTAINER.scratch, readOnly: false },
      { sourceVolume: INSTANCE_TYPE, containerPath: WORKER_CONTAINER.instanceTypeFile, readOnly: true },
    ],
  };
}

/** A log that cannot be written must not hold up the work: lines wait in memory, and are dropped when that is full. */
function logging(logGroup: ILogGroup, region: string): CfnJobDefinition.LogConfigurationProperty {
  return {
    logDriver: 'awslogs',
    options: {
      'awslogs-group': logGroup.logGroupName,
      'awslogs-region': region,
      'awslogs-stream-prefix': LOG_PREFIX,
      mode: 'non-blocking',
      'max-buffer-size': '16m',
    },
  };
}
