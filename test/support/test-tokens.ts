/** A table of bearer tokens for one test file. */
import { randomUUID } from 'node:crypto';
import { CreateTableCommand, DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import { openStore, type Store } from '../../core/store/store.ts';
import { TOKENS_PARTITION_KEY } from '../../core/store/tokens-table.ts';
import { openTestDynamoDb } from './test-dynamodb.ts';

/** Name of the table. */
export const TEST_TOKENS_TABLE = `posefleet-test-tokens-${randomUUID()}`;

/** The table and where it is reached. */
export interface TestTokens {
  store: Store;
  endpoint: string;
  close(): Promise<void>;
}

/** Makes an empty table. */
export async function openTestTokens(): Promise<TestTokens> {
  const { client, endpoint, close } = await openTestDynamoDb();
  await client.send(
    new CreateTableCommand({
      TableName: TEST_TOKENS_TABLE,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: TOKENS_PARTITION_KEY, AttributeType: 'S' }],
      KeySchema: [{ AttributeName: TOKENS_PARTITION_KEY, KeyType: 'HASH' }],
    }),
  );
  return {
    store: openStore(client, TEST_TOKENS_TABLE),
    endpoint,
    async close() {
      await client.send(new DeleteTableCommand({ TableName: TEST_TOKENS_TABLE }));
      await close();
    },
  };
}
