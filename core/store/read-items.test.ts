import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { openTestStore } from '../../test/support/test-store.ts';
import { readItems } from './read-items.ts';

const { store, close } = await openTestStore();
after(close);

async function put(pk: string, content = ''): Promise<string> {
  await store.client.send(new PutCommand({ TableName: store.table, Item: { pk, content } }));
  return pk;
}

async function keysRead(keys: string[]): Promise<string[]> {
  return (await readItems<{ pk: string }>(store, keys)).map(({ pk }) => pk);
}

test('items come in the order of their keys; what is missing is left out', async () => {
  const [one, two] = [await put(randomUUID()), await put(randomUUID())];
  assert.deepEqual(await keysRead([two, randomUUID(), one]), [two, one]);
  assert.deepEqual(await keysRead([]), []);
});

test('a key that an index gives twice, since its item moved meanwhile, is read once', async () => {
  const [one, two] = [await put(randomUUID()), await put(randomUUID())];
  assert.deepEqual(await keysRead([one, two, one]), [one, two]);
});

test('more than an answer may hold is read in several: 16 MB', async () => {
  const text = 'x'.repeat(390_000);
  const keys: string[] = [];
  for (let index = 0; index < 45; index += 1) keys.push(await put(randomUUID(), text));
  assert.deepEqual(await keysRead(keys), keys);
});
