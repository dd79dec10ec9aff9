/** What S3 tells EventBridge when an object was created. */
import { randomUUID } from 'node:crypto';
import { LOCAL_ACCOUNT, LOCAL_REGION } from '../local-account.ts';
import type { ObjectRecord } from './object-index.ts';

/** Ways in which an object comes to be. */
export type CreationReason = 'PutObject' | 'CompleteMultipartUpload' | 'CopyObject';

let created = 0;

/** An event as EventBridge delivers it; keys are plain text, the ETag is without quotes. */
export interface ObjectCreatedEvent {
  version: '0';
  id: string;
  'detail-type': 'Object Created';
  source: 'aws.s3';
  account: string;
  time: string;
  region: string;
  resources: string[];
  detail: {
    version: '0';
    bucket: { name: string };
    object: { key: string; size: number; etag: string; sequencer: string };
    'request-id': string;
    requester: string;
    'source-ip-address': string;
    reason: CreationReason;
  };
}

/** The event of an object that has just been created. */
export function objectCreated(
  { bucket, key, size, etag }: Pick<ObjectRecord, 'bucket' | 'key' | 'size' | 'etag'>,
  reason: CreationReason,
  requestId: string,
): ObjectCreatedEvent {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Object Created',
    source: 'aws.s3',
    account: LOCAL_ACCOUNT,
    time: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
    region: LOCAL_REGION,
    resources: [`arn:aws:s3:::${bucket}`],
    detail: {
      version: '0',
      bucket: { name: bucket },
      object: { key, size, etag, sequencer: sequencer() },
      'request-id': requestId,
      requester: LOCAL_ACCOUNT,
      'source-ip-address': '127.0.0.1',
      reason,
    },
  };
}

/** Hex text that is later in order for each later event; the clock makes it grow across restarts. */
function sequencer(): string {
  created = (created + 1) % 2 ** 24;
  return `${Date.now().toString(16).padStart(12, '0')}${created.toString(16).padStart(6, '0')}`.toUpperCase();
}
