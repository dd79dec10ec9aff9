import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { forgetfulStore } from '../../test/support/forgetful-store.ts';
import { openTestTokens } from '../../test/support/test-tokens.ts';
import { hashToken, TOKEN_PATTERN } from '../bearer-token.ts';
import { createToken, findToken, listTokens, revokeToken } from './tokens.ts';

const tokens = await openTestTokens();
const { store, close } = tokens;
after(close);

async function everything(): Promise<string> {
  return JSON.stringify((await store.client.send(new ScanCommand({ TableName: store.table }))).Items);
}

test('a token is found by its hash, and nothing of it is stored', async () => {
  const made = await createToken(store, { name: 'ci', owner: 'ann' });
  assert.match(made?.token ?? '', TOKEN_PATTERN);
  const found = await findToken(store, hashToken(made?.token ?? ''));
  assert.deepEqual(found, made?.record);
  assert.deepEqual([found?.name, found?.owner, found?.revoked_at], ['ci', 'ann', undefined]);
  assert.ok(!(await everything()).includes(made?.token.slice(3) ?? ''));
  assert.equal(await findToken(store, hashToken('pf_other')), undefined);
});

test('a name item is no token', async () => {
  await createToken(store, { name: 'laptop', owner: 'ann' });
  assert.equal(await findToken(store, 'name#laptop'), undefined);
});

test('a name belongs to one token until that is revoked; what is revoked stays so', async () => {
  const first = await createToken(store, { name: 'cron', owner: 'ann' });
  assert.equal(await createToken(store, { name: 'cron', owner: 'bob' }), undefined);
  const revoked = await revokeToken(store, 'cron');
  assert.equal(revoked?.hash, first?.record.hash);
  assert.ok(Date.parse(revoked?.revoked_at ?? '') <= Date.now());
  assert.equal(await revokeToken(store, 'cron'), undefined);
  const second = await createToken(store, { name: 'cron', owner: 'bob' });
  assert.equal((await findToken(store, second?.record.hash ?? ''))?.revoked_at, undefined);
  assert.ok((await findToken(store, first?.record.hash ?? ''))?.revoked_at);
  const named = (await listTokens(store)).filter(({ name }) => name === 'cron');
  assert.deepEqual(
    named.map(({ owner, revoked_at }) => [owner, revoked_at === undefined]),
    [
      ['ann', false],
      ['bob', true],
    ],
  );
});

test('revoking a name that nobody has changes nothing', async () => {
  assert.equal(await revokeToken(store, 'nobody'), undefined);
});

test('of ten made at once under one name, one is made, also after a revoked one', async () => {
  for (let round = 0; round < 3; round += 1) {
    const all = await Promise.all(
      Array.from({ length: 10 }, () => createToken(store, { name: 'race', owner: 'ann' })),
    );
    const made = all.filter((each) => each !== undefined);
    assert.ok(made.length <= 1);
    const inForce = (await listTokens(store)).filter((each) => each.name === 'race' && !each.revoked_at);
    assert.deepEqual(
      inForce.map(({ hash }) => hash),
      made.map(({ record }) => record.hash),
    );
    assert.equal(made.length, 1);
    await revokeToken(store, 'race');
  }
});

test('a token and a revocation whose making was not heard of are made', async () => {
  // The SDK sends each write twice, and DynamoDB refuses the second, since the first was made.
  const forgetful = forgetfulStore(tokens);
  after(() => forgetful.client.destroy());
  for (const owner of ['ann', 'bob']) {
    const made = await createToken(forgetful, { name: 'unheard', owner });
    assert.deepEqual(await findToken(store, made?.record.hash ?? ''), made?.record);
    assert.equal(await createToken(forgetful, { name: 'unheard', owner }), undefined);
    assert.equal((await revokeToken(forgetful, 'unheard'))?.owner, owner);
    assert.equal(await revokeToken(forgetful, 'unheard'), undefined);
  }
});

test('a process that died before it claimed the name holds it not, and its token is not listed', async () => {
  const lost = { hash: hashToken('pf_lost'), name: 'lost', owner: 'ann', created_at: '2025-01-01T00:00:00Z' };
  await store.client.send(new PutCommand({ TableName: store.table, Item: lost }));
  assert.ok(!(await listTokens(store)).some(({ name }) => name === 'lost'));
  assert.ok(await createToken(store, { name: 'lost', owner: 'bob' }));
});

test('a list of more than a page of the table is whole', async () => {
  const owner = 'x'.repeat(60);
  const padding = 'y'.repeat(50_000);
  for (let index = 0; index < 30; index += 1) {
    const hash = hashToken(`pf_${index}`);
    const name = `many-${index}`;
    const token = { hash, name, owner, created_at: `2025-02-01T00:00:${10 + index}Z`, padding };
    await store.client.send(new PutCommand({ TableName: store.table, Item: token }));
    const holder = { hash: `name#${name}`, token_hash: hash };
    await store.client.send(new PutCommand({ TableName: store.table, Item: holder }));
  }
  const many = (await listTokens(store)).filter((token) => token.owner === owner);
  assert.deepEqual(
    many.map(({ name }) => name),
    Array.from({ length: 30 }, (_, index) => `many-${index}`),
  );
});
