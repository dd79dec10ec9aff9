import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createTask } from '../../core/store/create-task.ts';
import { readRecords } from '../../core/store/read-items.ts';
import type { Store } from '../../core/store/store.ts';
import { sampleTask } from '../../test/support/sample-task.ts';
import { startTestCloud, type TestCloud } from '../../test/support/test-cloud.ts';
import { gatherClips } from './gather-clips.ts';

describe('gathering clips', () => {
  let cloud: TestCloud;
  before(async () => {
    cloud = await startTestCloud();
  });
  after(() => cloud.close());

  /** A store in which the first reservation fails at once, and the others take a while. */
  function storeThatFails(t: { after(work: () => void): void }): Store {
    const dynamodb = new DynamoDBClient({ maxAttempts: 1 });
    t.after(() => dynamodb.destroy());
    let updates = 0;
    dynamodb.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          if (commandName !== 'UpdateItemCommand') return await next(args);
          updates += 1;
          if (updates === 1) throw new Error('DynamoDB has no room.');
          if (updates <= 3) await sleep(200);
          return await next(args);
        },
      { step: 'initialize' },
    );
    return { ...cloud.store, client: DynamoDBDocumentClient.from(dynamodb) };
  }

  it('keeps nothing when one of them cannot be reserved, though the others are on their way', async (t) => {
    const owner = 'ann';
    const seeds = [1, 2, 3].map(() => sampleTask({ owner, video_bytes: 1000 }));
    for (const task of seeds) await createTask(cloud.store, task);
    await assert.rejects(gatherClips(storeThatFails(t), seeds), /no room/);
    await sleep(500);
    const ids = seeds.map(({ task_id }) => task_id);
    for (const { reserved_until } of await readRecords(cloud.store, ids))
      assert.equal(reserved_until, undefined);
  });
});
