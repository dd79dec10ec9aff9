/** The values of the environment variables of the functions. */
import { ENV, type EnvironmentName } from '../../core/environment.ts';
import type { FunctionSpec } from '../../core/functions.ts';
import { METRICS_NAMESPACE } from '../../core/metrics.ts';
import { defaultOwnerOf, type PosefleetConfig } from '../config/config.ts';
import type { Queues } from '../queues/queues.ts';
import type { Storage } from '../storage/storage.ts';

/** What Batch is asked with. */
export interface Jobs {
  jobQueue: { jobQueueArn: string };
  /** With its revision. */
  jobDefinitionArn: string;
}

/** What the functions work with. */
export interface Surroundings {
  config: PosefleetConfig;
  storage: Storage;
  queues: Queues;
  compute: Jobs;
}

/** Name of the event bus that hears of tasks that end: the one that every account has. */
export const EVENT_BUS = 'default';

const GIB = 2 ** 30;

/** Values of all variables that functions may be given. */
export function environmentValues(surroundings: Surroundings): Partial<Record<EnvironmentName, string>> {
  const { config, storage, queues, compute } = surroundings;
  return {
    [ENV.stage]: config.stage,
    [ENV.table]: storage.taskTable.tableName,
    [ENV.tokensTable]: storage.tokensTable.tableName,
    [ENV.mediaBucket]: storage.mediaBucket.bucketName,
    [ENV.resultsBucket]: storage.resultsBucket.bucketName,
    [ENV.sourceBuckets]: JSON.stringify(sourceBuckets(config)),
    [ENV.queueUrl]: queues.queues.tasks.queueUrl,
    [ENV.jobQueue]: compute.jobQueue.jobQueueArn,
    [ENV.jobDefinition]: compute.jobDefinitionArn,
    [ENV.eventBus]: EVENT_BUS,
    [ENV.owners]: JSON.stringify(config.owners),
    [ENV.corsOrigins]: JSON.stringify(config.api.corsOrigins),
    [ENV.defaultOwner]: defaultOwnerOf(config),
    [ENV.defaultModel]: config.models.default,
    [ENV.defaultTopDownModel]: config.models.defaultTopDown,
    [ENV.retentionDays]: String(config.retentionDays),
    [ENV.maxUploadBytes]: String(Math.floor(config.maxUploadGiB * GIB)),
  };
}

/**
 * The environment of one function: what its entry in the table of functions names, and nothing else of ours.
 *
 * @throws Error when it names a variable that has no value here.
 */
export function functionEnvironment(
  { environment }: FunctionSpec,
  values: Partial<Record<EnvironmentName, string>>,
): Record<string, string> {
  const own = environment.map((name) => {
    const value = values[name];
    if (value === undefined) throw new Error(`No value is known for ${name}; add it to environmentValues.`);
    return [name, value];
  });
  return {
    ...Object.fromEntries(own),
    POWERTOOLS_SERVICE_NAME: 'posefleet',
    POWERTOOLS_METRICS_NAMESPACE: METRICS_NAMESPACE,
  };
}

function sourceBuckets(config: PosefleetConfig): Record<string, readonly string[]> {
  return Object.fromEntries(config.sourceBuckets.map(({ bucket, owners }) => [bucket, owners]));
}
