/** Making the table, for the local service and for tests; in the cloud the infrastructure makes it. */
import {
  type AttributeDefinition,
  CreateTableCommand,
  type DynamoDBClient,
  type GlobalSecondaryIndex,
  type KeySchemaElement,
  ResourceInUseException,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { PARTITION_KEY, TABLE_INDEXES, type TableIndex } from './table.ts';

/** Longest wait for the table, in seconds. */
const TABLE_WAIT_SECONDS = 30;

/** Makes the table with its indexes and waits until it can be used. Does nothing when it is there. */
export async function createTaskTable(client: DynamoDBClient, table: string): Promise<void> {
  const command = new CreateTableCommand({
    TableName: table,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: attributes(),
    KeySchema: [{ AttributeName: PARTITION_KEY, KeyType: 'HASH' }],
    GlobalSecondaryIndexes: TABLE_INDEXES.map(secondaryIndex),
  });
  await client.send(command).catch((error) => {
    if (!(error instanceof ResourceInUseException)) throw error;
  });
  await waitUntilTableExists(
    { client, maxWaitTime: TABLE_WAIT_SECONDS, minDelay: 0.05, maxDelay: 1 },
    { TableName: table },
  );
}

/** DynamoDB wants each key attribute named once, whichever indexes use it. */
function attributes(): AttributeDefinition[] {
  const keys = TABLE_INDEXES.flatMap((index) => [index.partitionKey, index.sortKey]);
  return [...new Set([PARTITION_KEY, ...keys])].map((AttributeName) => ({
    AttributeName,
    AttributeType: 'S',
  }));
}

function secondaryIndex({ name, partitionKey, sortKey }: TableIndex): GlobalSecondaryIndex {
  const KeySchema: KeySchemaElement[] = [
    { AttributeName: partitionKey, KeyType: 'HASH' },
    { AttributeName: sortKey, KeyType: 'RANGE' },
  ];
  return { IndexName: name, KeySchema, Projection: { ProjectionType: 'KEYS_ONLY' } };
}
