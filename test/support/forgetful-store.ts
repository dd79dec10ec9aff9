/** A connection on which answers are lost: DynamoDB has done what it was asked, and the SDK asks again. */
import type { Readable } from 'node:stream';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { openStore, type Store } from '../../core/store/store.ts';
import { TEST_CREDENTIALS, TEST_REGION } from './test-dynamodb.ts';
import type { TestStore } from './test-store.ts';

/** The same table, where the first answer to each request is lost. @param onLost is done before the SDK asks again. */
export function forgetfulStore(
  { store, endpoint }: Pick<TestStore, 'store' | 'endpoint'>,
  onLost: () => Promise<unknown> = async () => undefined,
): Store {
  const client = new DynamoDBClient({ endpoint, region: TEST_REGION, credentials: TEST_CREDENTIALS });
  client.middlewareStack.add(
    (next) => {
      let isFirst = true;
      return async (args) => {
        const answer = await next(args);
        if (!isFirst) return answer;
        isFirst = false;
        // An answer that nobody reads would hold its connection, and with it the process, until the server gives up.
        (answer.response as { body?: Readable }).body?.destroy();
        await onLost();
        throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
      };
    },
    { step: 'deserialize', name: 'loseAnswer', priority: 'low' },
  );
  return openStore(client, store.table);
}
