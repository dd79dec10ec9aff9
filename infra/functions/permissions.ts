/** What each function may do: the calls that its code makes, on the resources that it makes them on. */
import { ArnFormat, Fn, Stack } from 'aws-cdk-lib';
import { deploymentTags } from '../../core/deployment-tags.ts';
import type { FunctionName } from '../../core/functions.ts';
import { MEDIA_PREFIX, RESULTS_PREFIX, UPLOADS_PREFIX } from '../../core/places.ts';
import {
  BY_CARE,
  BY_OWNER,
  BY_OWNER_AND_STATUS,
  type TableIndex,
  uploadKey,
} from '../../core/store/table.ts';
import { EVENT_SOURCE, TASK_ENDED } from '../../core/task-ended.ts';
import { EVENT_BUS, type Surroundings } from './function-environment.ts';
import { allow, type Permission } from './permission.ts';

/** Why some resources hold a wildcard. */
const KEYS = 'The keys below this one prefix of this one bucket hold ids that are made later.';
const JOBS =
  'The ids of jobs are made when they are submitted; the tags of the deployment narrow it to ours.';
const REVISIONS =
  'While a revision of our one job definition is being deployed, the function may know the one before.';
const NO_RESOURCES = 'Batch knows no resources for DescribeJobs, nor X-Ray for traces.';

/** The permissions of each function. */
export function permissionsOf(around: Surroundings): Record<FunctionName, Permission[]> {
  return {
    api: [
      tasks(around, ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem']),
      // Uploads are forgotten; of a task that is deleted a tombstone stays.
      tasks(around, ['DeleteItem'], { 'dynamodb:LeadingKeys': uploadKey('*') }),
      listing(around, [BY_OWNER, BY_OWNER_AND_STATUS]),
      ...readVideos(around),
      ...changeMedia(around),
      // For the URLs that it signs: they can do what the one who signed them can.
      allow(['s3:GetObject'], [around.storage.resultsBucket.arnForObjects(`${RESULTS_PREFIX}*`)], {
        why: KEYS,
      }),
      sending(around),
      ending(around),
    ],
    authorize: [allow(['dynamodb:GetItem'], [around.storage.tokensTable.tableArn])],
    dispatch: [tasks(around, ['GetItem', 'UpdateItem']), ...submitting(around), ending(around)],
    'dead-letter': [tasks(around, ['GetItem', 'UpdateItem'])],
    'ingest-upload': [
      tasks(around, ['GetItem', 'PutItem', 'UpdateItem']),
      ...readVideos(around),
      sending(around),
    ],
    reconcile: [tasks(around, ['GetItem', 'UpdateItem']), sending(around)],
    sweep: [
      tasks(around, ['GetItem', 'BatchGetItem', 'UpdateItem', 'DeleteItem']),
      listing(around, [BY_CARE]),
      ...removeResults(around),
      sending(around),
      allow(['sqs:GetQueueAttributes'], [around.queues.queues.tasks.queueArn]),
      allow(['batch:DescribeJobs'], ['*'], { why: NO_RESOURCES }),
    ],
    announce: [announcing(around)],
  };
}

function tasks({ storage }: Surroundings, actions: readonly string[], keys?: object): Permission {
  return allow(
    actions.map((action) => `dynamodb:${action}`),
    [storage.taskTable.tableArn],
    keys === undefined ? {} : { conditions: { 'ForAllValues:StringLike': keys } },
  );
}

function listing({ storage }: Surroundings, indexes: readonly TableIndex[]): Permission {
  return allow(
    ['dynamodb:Query'],
    indexes.map(({ name }) => `${storage.taskTable.tableArn}/index/${name}`),
  );
}

/**
 * Reads videos and boxes. The buckets may be listed, which no function does: without that right S3 answers 403 in
 * place of 404 when an object is not there. It cannot be narrowed to prefixes, which such a request does not carry.
 */
function readVideos({ storage: { mediaBucket, sourceBuckets } }: Surroundings): Permission[] {
  const media = [MEDIA_PREFIX, UPLOADS_PREFIX].map((prefix) => mediaBucket.arnForObjects(`${prefix}*`));
  const others = sourceBuckets.map((bucket) => bucket.arnForObjects('*'));
  return [
    allow(['s3:GetObject'], [...media, ...others], { why: KEYS }),
    allow(
      ['s3:ListBucket'],
      [mediaBucket, ...sourceBuckets].map(({ bucketArn }) => bucketArn),
    ),
  ];
}

/** Uploads through the API start nothing by themselves: it cannot write under `uploads/`, but may tidy up there. */
function changeMedia({ storage: { mediaBucket } }: Surroundings): Permission[] {
  const media = mediaBucket.arnForObjects(`${MEDIA_PREFIX}*`);
  return [
    allow(['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'], [media], { why: KEYS }),
    allow(['s3:DeleteObject'], [media, mediaBucket.arnForObjects(`${UPLOADS_PREFIX}*`)], { why: KEYS }),
  ];
}

function removeResults({ storage: { resultsBucket } }: Surroundings): Permission[] {
  return [
    allow(['s3:DeleteObject'], [resultsBucket.arnForObjects(`${RESULTS_PREFIX}*`)], { why: KEYS }),
    allow(['s3:ListBucket'], [resultsBucket.bucketArn], {
      conditions: { StringLike: { 's3:prefix': `${RESULTS_PREFIX}*` } },
    }),
  ];
}

function sending({ queues }: Surroundings): Permission {
  return allow(['sqs:SendMessage'], [queues.queues.tasks.queueArn]);
}

/**
 * Submits jobs of our definition to our queue, with no tags but those of a deployment. Batch asks for the right to tag
 * on what the request names, since the job has no id yet. Any revision will do: while a new one is being deployed, the
 * function may still know the one before.
 */
function submitting(around: Surroundings): Permission[] {
  const { config, compute } = around;
  const name = Fn.select(5, Fn.split(':', compute.jobDefinitionArn));
  const definitions = Stack.of(around.storage).formatArn({
    service: 'batch',
    resource: `${name}:*`,
    arnFormat: ArnFormat.NO_RESOURCE_NAME,
  });
  return [
    allow(['batch:SubmitJob'], [compute.jobQueue.jobQueueArn, definitions], { why: REVISIONS }),
    allow(['batch:TagResource'], [compute.jobQueue.jobQueueArn, definitions, anyJob(around)], {
      conditions: {
        'ForAllValues:StringEquals': { 'aws:TagKeys': Object.keys(deploymentTags(config.stage)) },
      },
      why: JOBS,
    }),
  ];
}

/** Ends jobs of this deployment: their ids are made when they are submitted, their tags tell whose they are. */
function ending(around: Surroundings): Permission {
  const tags = Object.entries(deploymentTags(around.config.stage));
  return allow(['batch:TerminateJob'], [anyJob(around)], {
    conditions: {
      StringEquals: Object.fromEntries(tags.map(([key, value]) => [`aws:ResourceTag/${key}`, value])),
    },
    why: JOBS,
  });
}

function anyJob({ storage }: Surroundings): string {
  return Stack.of(storage).formatArn({ service: 'batch', resource: 'job', resourceName: '*' });
}

function announcing({ storage }: Surroundings): Permission {
  const bus = Stack.of(storage).formatArn({
    service: 'events',
    resource: 'event-bus',
    resourceName: EVENT_BUS,
  });
  return allow(['events:PutEvents'], [bus], {
    conditions: { StringEquals: { 'events:source': EVENT_SOURCE, 'events:detail-type': TASK_ENDED } },
  });
}
