/** The DynamoDB that a test file runs on: a dynalite of its own, or the server that a variable names. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { startDynamoDb } from '../../local/dynamodb.ts';

/** Environment variable with the endpoint of a server that all test files share, each with tables of its own. */
export const TEST_ENDPOINT_VARIABLE = 'POSEFLEET_TEST_DYNAMODB_ENDPOINT';
/** Credentials that stand-ins accept. */
export const TEST_CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };
/** Region of the tests. */
export const TEST_REGION = 'us-east-1';

/** A server and a client of it. */
export interface TestDynamoDb {
  client: DynamoDBClient;
  endpoint: string;
  close(): Promise<void>;
}

/** The server that `TEST_ENDPOINT_VARIABLE` names; undefined when tests run on dynalite. */
export function sharedEndpoint(): string | undefined {
  return process.env[TEST_ENDPOINT_VARIABLE] || undefined;
}

/** Opens a client; names of tables must be unlike any other test file's. */
export async function openTestDynamoDb(): Promise<TestDynamoDb> {
  const shared = sharedEndpoint();
  const { endpoint, close } =
    shared === undefined ? await startDynamoDb() : { endpoint: shared, close: async () => undefined };
  const client = new DynamoDBClient({ endpoint, region: TEST_REGION, credentials: TEST_CREDENTIALS });
  return {
    client,
    endpoint,
    async close() {
      client.destroy();
      await close();
    },
  };
}
