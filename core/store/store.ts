/** What every operation of the store needs, and how it is made from the environment. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ENV, requireEnv } from '../environment.ts';

/** A table and the client that reaches it. */
export interface Store {
  client: DynamoDBDocumentClient;
  table: string;
}

let shared: Store | undefined;

/** The store of this environment, one a process. @throws Error when the table's name is not set. */
export function storeFromEnvironment(): Store {
  shared ??= openStore(new DynamoDBClient({ maxAttempts: 5 }), requireEnv(ENV.table));
  return shared;
}

/** A store on this table. */
export function openStore(client: DynamoDBClient, table: string): Store {
  const options = { marshallOptions: { removeUndefinedValues: true } };
  return { client: DynamoDBDocumentClient.from(client, options), table };
}
