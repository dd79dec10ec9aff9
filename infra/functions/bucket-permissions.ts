/** What functions may do with objects. */
import { MEDIA_PREFIX, RESULTS_PREFIX, UPLOADS_PREFIX } from '../../core/places.ts';
import type { Surroundings } from './function-environment.ts';
import { allow, type Permission } from './permission.ts';

type Buckets = Pick<Surroundings, 'storage'>;

const KEYS =
  'Keys hold ids and names that come later; the bucket is fixed, and in a bucket of ours the prefix too.';

/**
 * Reads videos and boxes. The buckets may be listed, which no function does: without that right S3 answers 403 in
 * place of 404 when an object is not there. It cannot be narrowed to prefixes, which such a request does not carry.
 */
export function readVideos(around: Buckets): Permission[] {
  const { mediaBucket, sourceBuckets } = around.storage;
  return [
    readVideoObjects(around),
    allow(
      ['s3:ListBucket'],
      [mediaBucket, ...sourceBuckets].map(({ bucketArn }) => bucketArn),
    ),
  ];
}

/** Reads videos and boxes that are there. */
export function readVideoObjects({ storage: { mediaBucket, sourceBuckets } }: Buckets): Permission {
  const media = [MEDIA_PREFIX, UPLOADS_PREFIX].map((prefix) => mediaBucket.arnForObjects(`${prefix}*`));
  const others = sourceBuckets.map((bucket) => bucket.arnForObjects('*'));
  return allow(['s3:GetObject'], [...media, ...others], { why: KEYS });
}

/** Uploads through the API start nothing by themselves: it cannot write under `uploads/`, but may tidy up there. */
export function changeMedia({ storage: { mediaBucket } }: Buckets): Permission[] {
  const media = mediaBucket.arnForObjects(`${MEDIA_PREFIX}*`);
  return [
    allow(['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'], [media], { why: KEYS }),
    allow(['s3:DeleteObject'], [media, mediaBucket.arnForObjects(`${UPLOADS_PREFIX}*`)], { why: KEYS }),
  ];
}

/** For the URLs that the API signs: they can do what the one who signed them can. */
export function readResults({ storage: { resultsBucket } }: Buckets): Permission {
  return allow(['s3:GetObject'], [resultsBucket.arnForObjects(`${RESULTS_PREFIX}*`)], { why: KEYS });
}

/** Removes what tasks left: the one right to delete results. */
export function removeResults({ storage: { resultsBucket } }: Buckets): Permission[] {
  return [
    allow(['s3:DeleteObject'], [resultsBucket.arnForObjects(`${RESULTS_PREFIX}*`)], { why: KEYS }),
    allow(['s3:ListBucket'], [resultsBucket.bucketArn], {
      conditions: { StringLike: { 's3:prefix': `${RESULTS_PREFIX}*` } },
    }),
  ];
}
