/** What every operation of the store needs, and how it is made from the environment. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ENV, requireEnv } from '../environment.ts';

/** A table and the client that reaches it. */
export interface Store {
  client: DynamoDBDocumentClient;
  table: string;
}

/** The store of this environment. @throws Error when the table's name is not set. */
export function storeFromEnvironment(): Store {
  return openStore(new DynamoDBClient({ maxAttempts: 5 }), requireEnv(ENV.table));
}

/** A store on this table. */
export function openStore(client: DynamoDBClient, table: string): Store {
  const options = { marshallOptions: { removeUndefinedValues: true } };
  return { client: DynamoDBDocumentClient.from(client, options), table };
}
