/** The table of tokens, for a function that must answer within seconds. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ENV, requireEnv } from '../../core/environment.ts';
import { openStore, type Store } from '../../core/store/store.ts';

/** Milliseconds. Three tries of a second each stay below the function's own 5 s. */
const TIMEOUTS = { connectionTimeout: 1000, requestTimeout: 1000, throwOnRequestTimeout: true };
const MOST_ATTEMPTS = 3;

let shared: Store | undefined;

/** The table of this environment, one client a process. @throws Error when its name is not set. */
export function tokensFromEnvironment(): Store {
  const client = () => new DynamoDBClient({ maxAttempts: MOST_ATTEMPTS, requestHandler: TIMEOUTS });
  shared ??= openStore(client(), requireEnv(ENV.tokensTable));
  return shared;
}
