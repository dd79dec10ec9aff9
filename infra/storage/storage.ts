/** Where everything lies: the buckets and the tables. */
import { Duration } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Bucket, type CfnBucket, HttpMethods, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { PosefleetConfig } from '../config/config.ts';
import { privateBucket } from './private-bucket.ts';
import { taskTable, tokensTable } from './tables.ts';

/** Seconds for which a browser remembers what S3 allows it. */
const CORS_SECONDS = 3600;

/** Properties of `Storage`. */
export interface StorageProps {
  config: PosefleetConfig;
}

/** Buckets and tables. */
export class Storage extends Construct {
  /** Uploaded videos and boxes files. EventBridge hears of its objects. */
  readonly mediaBucket: Bucket;
  /** Predictions and drawn videos, and the work in progress. */
  readonly resultsBucket: Bucket;
  /** Models, unless they are built into the image. */
  readonly modelsBucket: Bucket | undefined;
  /** Tasks, uploads and counts; with a stream. */
  readonly taskTable: TableV2;
  /** Hashes of bearer tokens. */
  readonly tokensTable: TableV2;
  /** Further buckets whose videos may be named; they are not ours and are only read. */
  readonly sourceBuckets: IBucket[];

  constructor(scope: Construct, id: string, { config }: StorageProps) {
    super(scope, id);
    const keep = config.keepData;
    const accessLogs = privateBucket(this, 'AccessLogs', { keep, lifecycleRules: [expiry(config)] });
    const common = { keep, accessLogs };
    this.mediaBucket = privateBucket(this, 'Media', { ...common, versioned: true, ...cors(config, 'PUT') });
    announceObjects(this.mediaBucket);
    /*
     * Results have no expiry by age. The sweeper removes them together with their record, whose time was set when the
     * task was accepted, grows when a task ends late, and stays as it was when `retentionDays` is changed; a rule that
     * knows only the age of an object would sooner or later take the results of a record that still stands. Results
     * that a caller chose to keep when deleting the task are theirs to remove. There are no versions: chunks of work
     * in progress come and go by the gigabyte, and what a caller has removed is to be gone.
     */
    this.resultsBucket = privateBucket(this, 'Results', { ...common, ...cors(config, 'GET') });
    if (config.models.source === 'bucket') {
      this.modelsBucket = privateBucket(this, 'Models', { ...common, versioned: true });
    }
    this.taskTable = taskTable(this, keep);
    this.tokensTable = tokensTable(this, keep);
    this.sourceBuckets = config.sourceBuckets.map(({ bucket }) =>
      Bucket.fromBucketName(this, `Source-${bucket}`, bucket),
    );
  }
}

function expiry({ logRetentionDays }: PosefleetConfig) {
  return { id: 'Expire', expiration: Duration.days(logRetentionDays) };
}

/** Browsers of the configured origins may use signed URLs; they need `ETag` to complete an upload in parts. */
function cors({ api: { corsOrigins } }: PosefleetConfig, method: 'GET' | 'PUT') {
  if (corsOrigins.length === 0) return {};
  const allowedMethods = method === 'GET' ? [HttpMethods.GET, HttpMethods.HEAD] : [HttpMethods.PUT];
  const rule = {
    allowedOrigins: corsOrigins,
    allowedMethods,
    allowedHeaders: ['*'],
    exposedHeaders: ['ETag'],
  };
  return { cors: [{ ...rule, maxAge: CORS_SECONDS }] };
}

/** The higher construct's own flag would deploy a function that does nothing but set this one property. */
function announceObjects(bucket: Bucket): void {
  const resource = bucket.node.defaultChild as CfnBucket;
  resource.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
}
