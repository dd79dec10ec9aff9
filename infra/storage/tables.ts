/** The tables, with the keys that the store uses. */
import { RemovalPolicy } from 'aws-cdk-lib';
import {
  type Attribute,
  AttributeType,
  Billing,
  type GlobalSecondaryIndexPropsV2,
  ProjectionType,
  StreamViewType,
  TableEncryptionV2,
  type TablePropsV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { PARTITION_KEY, TABLE_INDEXES, type TableIndex, TTL_ATTRIBUTE } from '../../core/store/table.ts';
import { TOKENS_PARTITION_KEY } from '../../core/store/tokens-table.ts';

/** The table of tasks, uploads and counts. Its stream tells of tasks that end. */
export function taskTable(scope: Construct, keep: boolean): TableV2 {
  return new TableV2(scope, 'TaskTable', {
    ...common(keep),
    partitionKey: text(PARTITION_KEY),
    timeToLiveAttribute: TTL_ATTRIBUTE,
    globalSecondaryIndexes: TABLE_INDEXES.map(secondaryIndex),
    dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
  });
}

/** The table of the hashes of bearer tokens. */
export function tokensTable(scope: Construct, keep: boolean): TableV2 {
  return new TableV2(scope, 'TokensTable', { ...common(keep), partitionKey: text(TOKENS_PARTITION_KEY) });
}

/** Paid by request; can be set back to any second of the last 35 days; encrypted with a key of DynamoDB's own. */
function common(keep: boolean) {
  return {
    billing: Billing.onDemand(),
    encryption: TableEncryptionV2.dynamoOwnedKey(),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: keep,
    // A protected table could not be removed after a failed first deployment: it is kept then too.
    removalPolicy: keep ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  } satisfies Partial<TablePropsV2>;
}

function secondaryIndex({ name, partitionKey, sortKey }: TableIndex): GlobalSecondaryIndexPropsV2 {
  return {
    indexName: name,
    partitionKey: text(partitionKey),
    sortKey: text(sortKey),
    projectionType: ProjectionType.KEYS_ONLY,
  };
}

function text(name: string): Attribute {
  return { name, type: AttributeType.STRING };
}
