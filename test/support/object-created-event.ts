/** S3's events on EventBridge, in the shape that AWS documents ("EventBridge event message structure" of S3). */
import { TEST_BUCKETS } from './test-cloud.ts';

/** What an event says of its object. */
interface CreatedObject {
  key: string;
  size?: number;
  etag?: string;
  'version-id'?: string;
  /** Hexadecimal; a later event of the same key has the larger one. */
  sequencer?: string;
}

let sequence = 0;

/** The body of a message with an `Object Created`. @param object where not said, five bytes and a new sequencer. */
export function objectCreatedEvent(object: CreatedObject, bucket: string = TEST_BUCKETS.media): string {
  sequence += 1;
  const sequencer = sequence.toString(16).padStart(18, '0');
  return JSON.stringify({
    version: '0',
    id: '17793124-05d4-b198-2fde-7ededc63b103',
    'detail-type': 'Object Created',
    source: 'aws.s3',
    account: '111122223333',
    time: '2021-11-12T00:00:00Z',
    region: 'ca-central-1',
    resources: [`arn:aws:s3:::${bucket}`],
    detail: {
      version: '0',
      bucket: { name: bucket },
      object: { size: 5, etag: 'b1946ac92492d2347c6235b4d2611184', sequencer, ...object },
      'request-id': 'N4N7GDK58NMKJ12R',
      requester: '123456789012',
      'source-ip-address': '1.2.3.4',
      reason: 'PutObject',
    },
  });
}
