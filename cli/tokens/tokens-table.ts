/** The table of tokens of a deployment. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { STACK_OUTPUTS } from '../../core/stack-outputs.ts';
import { openStore, type Store } from '../../core/store/store.ts';
import { callAws } from '../aws/aws-error.ts';
import { clientSettings } from '../aws/client-settings.ts';
import { type DeployedStack, findStack } from '../aws/stack.ts';
import type { StackOptions } from '../aws/stack-options.ts';

/**
 * Does something with the tokens of a deployment.
 *
 * @throws CliError that says what to do when the stack or its table cannot be reached.
 */
export async function withTokens<T>(
  options: StackOptions,
  signal: AbortSignal,
  use: (store: Store, stack: DeployedStack) => Promise<T>,
): Promise<T> {
  const stack = await findStack(options, signal);
  const client = new DynamoDBClient(clientSettings(stack.region));
  try {
    const store = openStore(client, stack.output(STACK_OUTPUTS.tokensTable));
    return await callAws(signal, () => use(store, stack));
  } finally {
    client.destroy();
  }
}
