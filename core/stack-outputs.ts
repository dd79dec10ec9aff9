/** What a deployed stack tells about itself: outputs of CloudFormation that the command line reads. */

/** Name of the CloudFormation stack of a stage. */
export function stackName(stage: string): string {
  return `posefleet-${stage}`;
}

/** Keys of the outputs. */
export const STACK_OUTPUTS = {
  /** Address of the API, with its stage and without a slash at the end. */
  apiUrl: 'ApiUrl',
  /** Name of the table of tasks. */
  taskTable: 'TaskTable',
  /** Name of the table of bearer tokens. */
  tokensTable: 'TokensTable',
  /** Names of the owners, separated by commas; the default owner stands first. */
  owners: 'Owners',
  /** ARN of the Batch job queue. */
  jobQueue: 'JobQueue',
  /** Name of the log group of the workers. */
  workerLogGroup: 'WorkerLogGroup',
  /** Name of the bucket of uploaded videos. */
  mediaBucket: 'MediaBucket',
  /** Name of the bucket of results. */
  resultsBucket: 'ResultsBucket',
  /** Name of the bucket of models, where there is one. */
  modelsBucket: 'ModelsBucket',
} as const;

/** Key of an output. */
export type StackOutput = (typeof STACK_OUTPUTS)[keyof typeof STACK_OUTPUTS];
