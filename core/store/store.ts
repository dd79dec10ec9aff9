/** What every operation of the store needs, and how it is made from the environment. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ENV, requireEnv } from '../environment.ts';

/** A table and the client that reaches it. */
export interface Store {
  client: DynamoDBDocumentClient;
  table: string;
}

/**
 * A connection that hangs must not hold up a worker or a request: both are far above what DynamoDB takes, in
 * milliseconds. The SDK tries again; without `throwOnRequestTimeout` it would only warn of a slow request.
 */
const TIMEOUTS = { connectionTimeout: 3000, requestTimeout: 10_000, throwOnRequestTimeout: true };

let shared: Store | undefined;

/** The store of this environment, one a process. @throws Error when the table's name is not set. */
export function storeFromEnvironment(): Store {
  const client = () => new DynamoDBClient({ maxAttempts: 5, requestHandler: TIMEOUTS });
  shared ??= openStore(client(), requireEnv(ENV.table));
  return shared;
}

/** A store on this table. */
export function openStore(client: DynamoDBClient, table: string): Store {
  const options = { marshallOptions: { removeUndefinedValues: true } };
  return { client: DynamoDBDocumentClient.from(client, options), table };
}
