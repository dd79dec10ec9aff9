/** A table of tasks of its own for each test file. */
import { randomUUID } from 'node:crypto';
import { DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import { createTaskTable } from '../../core/store/create-table.ts';
import { openStore, type Store } from '../../core/store/store.ts';
import { openTestDynamoDb } from './test-dynamodb.ts';

export { TEST_CREDENTIALS, TEST_REGION } from './test-dynamodb.ts';

/** A store for tests, with its table. */
export interface TestStore {
  store: Store;
  endpoint: string;
  close(): Promise<void>;
}

/** Makes an empty table. */
export async function openTestStore(): Promise<TestStore> {
  const { client, endpoint, close } = await openTestDynamoDb();
  const table = `posefleet-test-${randomUUID()}`;
  await createTaskTable(client, table);
  return {
    store: openStore(client, table),
    endpoint,
    async close() {
      await client.send(new DeleteTableCommand({ TableName: table }));
      await close();
    },
  };
}
