/** The environment variables of the worker's container. */
import { ENV, type EnvironmentName } from '../../core/environment.ts';
import { WORKER_ENVIRONMENT, WORKER_FIXED_ENVIRONMENT } from '../../core/worker-container.ts';
import type { PosefleetConfig } from '../config/config.ts';
import { limitValues } from '../config/limit-values.ts';
import type { WorkerStorage } from './job-role.ts';

/** What of the host's driver a GPU container gets: CUDA, nvidia-smi, and the video decoder. */
const DRIVER_CAPABILITIES = 'compute,utility,video';

/**
 * All variables with their values: the fixed ones, those that `WORKER_ENVIRONMENT` names, and what AWS's SDK and
 * NVIDIA's container toolkit read. The models bucket is left out where there is none.
 */
export function workerEnvironment(
  config: PosefleetConfig,
  storage: WorkerStorage,
  region: string,
): Record<string, string> {
  const values = deploymentValues(config, storage);
  const own = WORKER_ENVIRONMENT.flatMap((name) => {
    const value = values[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...WORKER_FIXED_ENVIRONMENT,
    ...Object.fromEntries(own),
    // On machines of one's own ECS does not tell the region, and the metadata service is out of reach.
    AWS_REGION: region,
    AWS_EC2_METADATA_DISABLED: 'true',
    ...(config.compute === 'gpu' ? { NVIDIA_DRIVER_CAPABILITIES: DRIVER_CAPABILITIES } : {}),
  };
}

function deploymentValues(
  config: PosefleetConfig,
  { taskTable, mediaBucket, resultsBucket, modelsBucket }: WorkerStorage,
): Partial<Record<EnvironmentName, string | undefined>> {
  const { stage, compute, job } = config;
  return {
    ...limitValues(config),
    [ENV.stage]: stage,
    [ENV.table]: taskTable.tableName,
    [ENV.mediaBucket]: mediaBucket.bucketName,
    [ENV.resultsBucket]: resultsBucket.bucketName,
    [ENV.modelsBucket]: modelsBucket?.bucketName,
    [ENV.provider]: compute === 'gpu' ? 'cuda' : 'cpu',
    // The container sees all cores of its machine, those of the jobs beside it too.
    [ENV.threads]: String(job.vcpus),
    [ENV.chunkSeconds]: String(job.chunkSeconds),
    [ENV.hwaccel]: job.hwaccel,
  };
}
