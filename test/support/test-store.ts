/** A table of its own for each test file: on dynalite, or where `POSEFLEET_TEST_DYNAMODB_ENDPOINT` points. */
import { randomUUID } from 'node:crypto';
import { DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createTaskTable } from '../../core/store/create-table.ts';
import { openStore, type Store } from '../../core/store/store.ts';
import { startDynamoDb } from '../../local/dynamodb.ts';

/** Environment variable that names another DynamoDB endpoint to run the tests of the store on. */
const ENDPOINT_VARIABLE = 'POSEFLEET_TEST_DYNAMODB_ENDPOINT';

/** Credentials that stand-ins accept. */
export const TEST_CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };
/** Region of the tests. */
export const TEST_REGION = 'us-east-1';

/** A store for tests, with its table. */
export interface TestStore {
  store: Store;
  endpoint: string;
  close(): Promise<void>;
}

/** Makes an empty table. */
export async function openTestStore(): Promise<TestStore> {
  const given = process.env[ENDPOINT_VARIABLE];
  const server = given === undefined ? await startDynamoDb() : undefined;
  const endpoint = server?.endpoint ?? given ?? '';
  const client = new DynamoDBClient({ endpoint, region: TEST_REGION, credentials: TEST_CREDENTIALS });
  const table = `posefleet-test-${randomUUID()}`;
  await createTaskTable(client, table);
  return {
    store: openStore(client, table),
    endpoint,
    async close() {
      await client.send(new DeleteTableCommand({ TableName: table }));
      client.destroy();
      await server?.close();
    },
  };
}
