/** Events of a DynamoDB stream, of the shape that AWS documents for Lambda. */
import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord, DynamoDBStreamEvent, StreamRecord } from 'aws-lambda';

/** An item before and after a change; absent where there was none or is none. */
export interface Change {
  before?: object;
  after?: object;
}

/** An event with these changes of items that have a `pk`; their sequence numbers are `4421584500000000017450439091` and on. */
export function streamEvent(...changes: Change[]): DynamoDBStreamEvent {
  return { Records: changes.map(recordOf) };
}

/** Sequence number of the n-th change of an event, from 0. */
export function sequenceNumber(index: number): string {
  return (4421584500000000017450439091n + BigInt(index)).toString();
}

function recordOf({ before, after }: Change, index: number): DynamoDBRecord {
  const { pk } = (after ?? before) as { pk: string };
  return {
    eventID: `c4ca4238a0b923820dcc509a6f75849${index}`,
    eventName: before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: 'us-east-1',
    dynamodb: {
      ApproximateCreationDateTime: 1479499740,
      Keys: imageOf({ pk }),
      ...(before === undefined ? {} : { OldImage: imageOf(before) }),
      ...(after === undefined ? {} : { NewImage: imageOf(after) }),
      SequenceNumber: sequenceNumber(index),
      SizeBytes: 112,
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    },
    eventSourceARN: 'arn:aws:dynamodb:us-east-1:123456789012:table/Tasks/stream/2016-11-16T20:42:48.104',
  };
}

function imageOf(item: object): NonNullable<StreamRecord['NewImage']> {
  return marshall(item, { removeUndefinedValues: true }) as NonNullable<StreamRecord['NewImage']>;
}
