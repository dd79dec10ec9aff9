/** Operations on buckets. */
import { LOCAL_ACCOUNT } from '../../local-account.ts';
import type { S3Answer, S3Call } from '../s3-call.ts';
import { S3Error } from '../s3-error.ts';
import { toXml } from '../xml.ts';

/** S3's rule, but for a few names that it reserves. */
const BUCKET_NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** Lists all buckets. */
export function listBuckets({ context }: S3Call): S3Answer {
  const Bucket = context.store.index.buckets().map(({ name, created }) => ({
    Name: name,
    CreationDate: new Date(created).toISOString(),
  }));
  const content = { Owner: { ID: LOCAL_ACCOUNT }, Buckets: { Bucket } };
  return { status: 200, body: toXml('ListAllMyBucketsResult', content) };
}

/** Makes a bucket; one that is there already is as good. */
export function createBucket({ context, request: { bucket } }: S3Call): S3Answer {
  if (!BUCKET_NAME.test(bucket) || bucket.includes('..') || bucket === context.filesBucket) {
    throw new S3Error('InvalidBucketName', 'The specified bucket is not valid.');
  }
  context.store.index.createBucket(bucket);
  return { status: 200, headers: { location: `/${bucket}` } };
}

/** Tells that a bucket is there. */
export function headBucket(): S3Answer {
  return { status: 200 };
}

/** Removes an empty bucket. */
export function deleteBucket({ context, request: { bucket } }: S3Call): S3Answer {
  if (context.store.index.next(bucket, '') !== undefined) {
    throw new S3Error('BucketNotEmpty', 'The bucket you tried to delete is not empty');
  }
  context.store.index.deleteBucket(bucket);
  return { status: 204 };
}
