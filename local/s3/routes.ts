/** Which operation a request means. */
import { createBucket, deleteBucket, headBucket, listBuckets } from './operations/buckets.ts';
import { completeUpload } from './operations/complete-upload.ts';
import { deleteObject, deleteObjects } from './operations/delete-objects.ts';
import { getObject, headObject } from './operations/get-object.ts';
import { listObjects } from './operations/list-objects.ts';
import { abortUpload, createUpload, listParts, listUploads, uploadPart } from './operations/multipart.ts';
import { copyObject, putObject } from './operations/put-object.ts';
import type { S3Context, S3Operation } from './s3-call.ts';
import { S3Error } from './s3-error.ts';
import type { S3Request } from './s3-request.ts';

type Scope = 'service' | 'bucket' | 'object';

interface Route {
  scope: Scope;
  method: string;
  /** Query parameters, or a header, without which it is another operation. */
  with?: readonly string[];
  run: S3Operation;
}

/** The first that fits is taken. */
const ROUTES: readonly Route[] = [
  { scope: 'service', method: 'GET', run: listBuckets },
  { scope: 'bucket', method: 'GET', with: ['list-type'], run: listObjects },
  { scope: 'bucket', method: 'GET', with: ['uploads'], run: listUploads },
  { scope: 'bucket', method: 'POST', with: ['delete'], run: deleteObjects },
  { scope: 'bucket', method: 'PUT', run: createBucket },
  { scope: 'bucket', method: 'HEAD', run: headBucket },
  { scope: 'bucket', method: 'DELETE', run: deleteBucket },
  { scope: 'object', method: 'PUT', with: ['uploadId', 'partNumber'], run: uploadPart },
  { scope: 'object', method: 'GET', with: ['uploadId'], run: listParts },
  { scope: 'object', method: 'POST', with: ['uploadId'], run: completeUpload },
  { scope: 'object', method: 'DELETE', with: ['uploadId'], run: abortUpload },
  { scope: 'object', method: 'POST', with: ['uploads'], run: createUpload },
  { scope: 'object', method: 'PUT', with: ['x-amz-copy-source'], run: copyObject },
  { scope: 'object', method: 'PUT', run: putObject },
  { scope: 'object', method: 'GET', run: getObject },
  { scope: 'object', method: 'HEAD', run: headObject },
  { scope: 'object', method: 'DELETE', run: deleteObject },
];

/** Query parameters that make another operation of a request, one that is not known here. */
const UNKNOWN = [
  'acl',
  'attributes',
  'cors',
  'encryption',
  'legal-hold',
  'lifecycle',
  'notification',
  'object-lock',
  'policy',
  'restore',
  'retention',
  'select',
  'tagging',
  'versionId',
  'versioning',
  'versions',
];
/** What may be done with files of this machine. */
const READING: readonly S3Operation[] = [getObject, headObject, headBucket];

/** @throws S3Error when there is no such operation, no such bucket, or the bucket may only be read. */
export function findOperation(request: S3Request, context: S3Context): S3Operation {
  const scope = request.bucket === '' ? 'service' : request.key === '' ? 'bucket' : 'object';
  const isKnown = !request.query.some(([name]) => UNKNOWN.includes(name));
  const route = ROUTES.find((candidate) => isKnown && fits(candidate, scope, request));
  if (route === undefined || isPartCopy(route, request)) {
    throw new S3Error('NotImplemented', 'This operation is not known here.');
  }
  checkBucket(route, request, context);
  return route.run;
}

function fits({ scope, method, with: needed = [] }: Route, wanted: Scope, request: S3Request): boolean {
  const has = (name: string) => request.parameter(name) !== undefined || request.headers[name] !== undefined;
  return scope === wanted && method === request.method && needed.every(has);
}

function isPartCopy({ run }: Route, request: S3Request): boolean {
  return run === uploadPart && request.headers['x-amz-copy-source'] !== undefined;
}

function checkBucket({ scope, run }: Route, { bucket }: S3Request, context: S3Context): void {
  if (scope === 'service' || run === createBucket) return;
  if (bucket === context.filesBucket) {
    if (READING.includes(run)) return;
    throw new S3Error('AccessDenied', 'Files of this machine can only be read.');
  }
  if (!context.store.index.hasBucket(bucket)) {
    throw new S3Error('NoSuchBucket', 'The specified bucket does not exist');
  }
}
