/** The one stack of a stage: everything that the service is made of. */
import { CfnOutput, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { deploymentTags } from '../core/deployment-tags.ts';
import { STACK_OUTPUTS, type StackOutput, stackName } from '../core/stack-outputs.ts';
import { Api } from './api/api.ts';
import { Compute } from './compute/compute.ts';
import { defaultOwnerOf, type PosefleetConfig } from './config/config.ts';
import { Functions } from './functions/functions.ts';
import { Observability } from './observability/observability.ts';
import { Queues } from './queues/queues.ts';
import { Storage } from './storage/storage.ts';

/** Properties of the stack. */
export interface PosefleetStackProps {
  config: PosefleetConfig;
}

/** Posefleet. */
export class PosefleetStack extends Stack {
  readonly storage: Storage;
  readonly queues: Queues;
  readonly compute: Compute;
  readonly functions: Functions;
  readonly api: Api;
  readonly observability: Observability;

  constructor(scope: Construct, id: string, { config }: PosefleetStackProps) {
    super(scope, id, stackProps(config));
    for (const [key, value] of Object.entries(deploymentTags(config.stage))) Tags.of(this).add(key, value);
    this.storage = new Storage(this, 'Storage', { config });
    this.queues = new Queues(this, 'Queues');
    const { storage, queues } = this;
    this.compute = new Compute(this, 'Compute', { config, storage });
    const { compute } = this;
    this.functions = new Functions(this, 'Functions', { config, storage, queues, compute });
    const { functions } = this;
    this.api = new Api(this, 'Api', { config, ...functions.byName });
    const { api } = this;
    this.observability = new Observability(this, 'Observability', {
      config,
      storage,
      queues,
      compute,
      functions,
      api,
    });
    this.addOutputs(config);
  }

  /** What the command line reads. The API's address is an output of its own construct. */
  private addOutputs(config: PosefleetConfig): void {
    const { mediaBucket, resultsBucket, modelsBucket, taskTable, tokensTable } = this.storage;
    this.output(STACK_OUTPUTS.mediaBucket, mediaBucket.bucketName);
    this.output(STACK_OUTPUTS.resultsBucket, resultsBucket.bucketName);
    if (modelsBucket !== undefined) this.output(STACK_OUTPUTS.modelsBucket, modelsBucket.bucketName);
    this.output(STACK_OUTPUTS.taskTable, taskTable.tableName);
    this.output(STACK_OUTPUTS.tokensTable, tokensTable.tableName);
    this.output(STACK_OUTPUTS.jobQueue, this.compute.jobQueue.jobQueueArn);
    this.output(STACK_OUTPUTS.workerLogGroup, this.compute.logGroup.logGroupName);
    this.output(STACK_OUTPUTS.owners, ownersDefaultFirst(config).join(','));
  }

  private output(key: StackOutput, value: string): void {
    new CfnOutput(this, `Output${key}`, { value }).overrideLogicalId(key);
  }
}

function stackProps({ stage, account, region }: PosefleetConfig): StackProps {
  return {
    stackName: stackName(stage),
    description: `Posefleet (${stage}): videos in, human poses out`,
    env: { ...(account === undefined ? {} : { account }), ...(region === undefined ? {} : { region }) },
  };
}

function ownersDefaultFirst(config: PosefleetConfig): string[] {
  return [...new Set([defaultOwnerOf(config), ...config.owners])];
}
