/** What a worker may do. It reads hostile files, so this is what somebody who took it over could do. */
import { Aws, Stack } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import {
  CHUNKS_FOLDER,
  MEDIA_PREFIX,
  MODELS_PREFIX,
  RESULTS_PREFIX,
  UPLOADS_PREFIX,
} from '../../core/places.ts';
import { acknowledgeWildcards, type Wildcard } from '../acknowledge-wildcards.ts';

/** Buckets and tables that the worker sees. */
export interface WorkerStorage {
  mediaBucket: IBucket;
  resultsBucket: IBucket;
  modelsBucket?: IBucket | undefined;
  taskTable: ITable;
  sourceBuckets: readonly IBucket[];
}

/**
 * Makes the role of the jobs. It reads single objects whose keys it knows, writes under `results/`, and reads and updates
 * single items. Of results it reads and deletes work in progress alone. It can make no task and list no videos: keys and
 * task ids are random, so what it was not sent for it does not find. Without the right to list, S3 answers 403 for a video that is gone; the worker knows. Models
 * are no secret: their bucket may be listed, so that one that is not there is told from one that may not be read.
 */
export function makeJobRole(scope: Construct, storage: WorkerStorage): Role {
  const account = { 'aws:SourceAccount': Aws.ACCOUNT_ID };
  const tasks = { 'aws:SourceArn': `arn:${Aws.PARTITION}:ecs:${Aws.REGION}:${Aws.ACCOUNT_ID}:*` };
  const role = new Role(scope, 'JobRole', {
    assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com', {
      conditions: { StringEquals: account, ArnLike: tasks },
    }),
    description: `Workers of ${Stack.of(scope).stackName}`,
  });
  const readable = readableObjects(storage);
  const results = storage.resultsBucket.arnForObjects(`${RESULTS_PREFIX}*`);
  const chunks = storage.resultsBucket.arnForObjects(`${RESULTS_PREFIX}*/${CHUNKS_FOLDER}*`);
  role.addToPolicy(allow(['s3:GetObject'], [...readable, chunks]));
  role.addToPolicy(allow(['s3:DeleteObject'], [chunks]));
  role.addToPolicy(allow(['s3:PutObject', 's3:AbortMultipartUpload'], [results]));
  role.addToPolicy(allow(['dynamodb:GetItem', 'dynamodb:UpdateItem'], [storage.taskTable.tableArn]));
  const { modelsBucket } = storage;
  if (modelsBucket !== undefined) role.addToPolicy(allow(['s3:ListBucket'], [modelsBucket.bucketArn]));
  acknowledgeWildcards(role, wildcards(readable, [results, chunks]));
  return role;
}

function readableObjects(storage: WorkerStorage): string[] {
  const { mediaBucket, modelsBucket, sourceBuckets } = storage;
  return [
    mediaBucket.arnForObjects(`${MEDIA_PREFIX}*`),
    mediaBucket.arnForObjects(`${UPLOADS_PREFIX}*`),
    ...(modelsBucket === undefined ? [] : [modelsBucket.arnForObjects(`${MODELS_PREFIX}*`)]),
    ...sourceBuckets.map((bucket) => bucket.arnForObjects('*')),
  ];
}

function wildcards(readable: readonly string[], results: readonly string[]): Wildcard[] {
  return [
    ...readable.map((resource) => ({
      resource,
      reason:
        'Any video, boxes file or model may be asked for; the right is to read single objects by their key.',
    })),
    ...results.map((resource) => ({
      resource,
      reason: 'Results lie under the id of their task, which is made when it is accepted.',
    })),
  ];
}

function allow(actions: string[], resources: string[]): PolicyStatement {
  return new PolicyStatement({ actions, resources });
}
