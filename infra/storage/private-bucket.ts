/** A bucket that nobody but this account's own roles can reach. */
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

/** Days after which S3 removes the parts of an upload that nobody completed. */
export const INCOMPLETE_UPLOAD_DAYS = 1;
/** Days for which what was overwritten or deleted can be brought back, in buckets with versions. */
export const NONCURRENT_DAYS = 7;

/** What differs between the buckets. */
export interface PrivateBucketProps extends Pick<BucketProps, 'cors' | 'lifecycleRules' | 'versioned'> {
  /** Whether the bucket outlives the stack. */
  keep: boolean;
  /** Where S3 writes down who read and wrote; the bucket of these logs itself has none. */
  accessLogs?: Bucket;
}

/**
 * Makes the bucket: no public access, TLS alone, encrypted by S3, owned by this account. A bucket that could not be
 * made completely, as when a first deployment fails, is removed even when it is to be kept.
 */
export function privateBucket(scope: Construct, id: string, props: PrivateBucketProps): Bucket {
  const { keep, accessLogs, versioned = false, lifecycleRules = [], cors } = props;
  return new Bucket(scope, id, {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    versioned,
    lifecycleRules: [tidying(versioned), ...lifecycleRules],
    removalPolicy: keep ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY,
    ...(cors === undefined ? {} : { cors }),
    ...(accessLogs === undefined
      ? {}
      : { serverAccessLogsBucket: accessLogs, serverAccessLogsPrefix: `${id}/` }),
  });
}

function tidying(versioned: boolean) {
  return {
    id: 'Tidy',
    abortIncompleteMultipartUploadAfter: Duration.days(INCOMPLETE_UPLOAD_DAYS),
    ...(versioned
      ? { noncurrentVersionExpiration: Duration.days(NONCURRENT_DAYS), expiredObjectDeleteMarker: true }
      : {}),
  };
}
