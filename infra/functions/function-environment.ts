/** The values of the environment variables of the functions. */
import { Token } from 'aws-cdk-lib';
import { ENV, type EnvironmentName } from '../../core/environment.ts';
import type { FunctionSpec } from '../../core/functions.ts';
import { METRICS_NAMESPACE } from '../../core/metrics.ts';
import { defaultOwnerOf, type PosefleetConfig } from '../config/config.ts';
import { limitValues } from '../config/limit-values.ts';
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

/** Bytes of all variables of a function together, names and values: Lambda's limit, which nobody can raise. */
const MOST_BYTES = 4096;
/** Length of a name, an address or an ARN that CloudFormation makes; the longest is that of a queue, about 140. */
const REFERENCE_BYTES = 160;

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
    [ENV.addedModels]: JSON.stringify(config.models.added),
    [ENV.retentionDays]: String(config.retentionDays),
    [ENV.groupTasks]: String(config.job.groupTasks),
    ...limitValues(config),
  };
}

/**
 * The environment of one function: what its entry in the table of functions names, and nothing else of ours.
 *
 * @throws Error when it names a variable that has no value here, or when Lambda would refuse all of them together.
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
  const all = {
    ...Object.fromEntries(own),
    POWERTOOLS_SERVICE_NAME: 'posefleet',
    POWERTOOLS_METRICS_NAMESPACE: METRICS_NAMESPACE,
  };
  refuseTooLong(all);
  return all;
}

/** Lambda refuses them only at deploy, after half of the stack has been made. */
function refuseTooLong(environment: Record<string, string>): void {
  const bytes = Object.entries(environment).reduce((sum, [name, value]) => {
    return sum + name.length + (Token.isUnresolved(value) ? REFERENCE_BYTES : Buffer.byteLength(value));
  }, 0);
  if (bytes <= MOST_BYTES) return;
  throw new Error(
    `posefleet.owners, posefleet.sourceBuckets, posefleet.models.added and posefleet.api.corsOrigins are too long together: the variables of a function would have about ${bytes} bytes, and Lambda allows ${MOST_BYTES}. Use fewer or shorter names, or a stage of its own for some of the owners.`,
  );
}

function sourceBuckets(config: PosefleetConfig): Record<string, readonly string[]> {
  return Object.fromEntries(config.sourceBuckets.map(({ bucket, owners }) => [bucket, owners]));
}
