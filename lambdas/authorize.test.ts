import assert from 'node:assert/strict';
import { after, beforeEach, mock, test } from 'node:test';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayTokenAuthorizerEvent } from 'aws-lambda';
import { hashToken, newToken } from '../core/bearer-token.ts';
import { ENV } from '../core/environment.ts';
import { log } from '../core/log.ts';
import { createToken, revokeToken } from '../core/store/tokens.ts';
import { TEST_CREDENTIALS, TEST_REGION } from '../test/support/test-store.ts';
import { openTestTokens, TEST_TOKENS_TABLE } from '../test/support/test-tokens.ts';
import { handler } from './authorize.ts';

const { store, endpoint, close } = await openTestTokens();
after(close);
Object.assign(process.env, {
  AWS_REGION: TEST_REGION,
  AWS_ACCESS_KEY_ID: TEST_CREDENTIALS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: TEST_CREDENTIALS.secretAccessKey,
  AWS_ENDPOINT_URL_DYNAMODB: endpoint,
  [ENV.tokensTable]: TEST_TOKENS_TABLE,
  [ENV.owners]: '["ann","bob"]',
});
const written: string[] = [];
mock.method(log, 'warn', (...words: unknown[]) => void written.push(JSON.stringify(words)));
beforeEach(() => void written.splice(0));

const API = 'arn:aws:execute-api:eu-central-1:123456789012:abcdef1234';

/** The event of a Lambda authorizer of the kind `TOKEN`, as AWS documents it. */
function event(authorizationToken: string, route = 'GET/tasks'): APIGatewayTokenAuthorizerEvent {
  return { type: 'TOKEN', authorizationToken, methodArn: `${API}/prod/${route}` };
}

async function make(name: string, owner = 'ann'): Promise<string> {
  const made = await createToken(store, { name, owner });
  assert.ok(made);
  return made.token;
}

test('a known token may call every route of its API and stage, and tells its owner', async () => {
  const token = await make('laptop');
  const routes = ['GET/tasks', 'POST/uploads/1/complete', 'DELETE/tasks/a%2Fb', 'GET/'];
  for (const route of routes) {
    assert.deepEqual(await handler(event(`Bearer ${token}`, route)), {
      principalId: 'ann',
      policyDocument: {
        Version: '2012-10-17',
        Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: `${API}/prod/*` }],
      },
      context: { owner: 'ann', token_name: 'laptop' },
    });
  }
  assert.deepEqual(written, []);
});

test('the word Bearer is read in any case', async () => {
  const token = await make('any-case', 'bob');
  assert.equal((await handler(event(`bearer  ${token}`))).principalId, 'bob');
});

test('all else is refused with the one message that API Gateway answers 401 to', async () => {
  const token = await make('close');
  const malformed = [
    '',
    'Bearer',
    'Bearer ',
    token,
    `Basic ${token}`,
    `Bearer ${token} `,
    `Bearer ${token}x`,
    `Bearer ${token.slice(0, -1)}`,
    `Bearer ${token},${token}`,
    `Bearer ${token.toUpperCase()}`,
    `Bearer ${hashToken(token)}`,
    'Bearer name#close',
    `Bearer pf_${'é'.repeat(43)}`,
    `Bearer ${'x'.repeat(10_000)}`,
  ];
  for (const header of malformed) await assert.rejects(handler(event(header)), { message: 'Unauthorized' });
  await assert.rejects(handler(event(`Bearer ${newToken()}`)), { message: 'Unauthorized' });
  assert.deepEqual(
    written.map((line) => /"reason":"(\w+)"/.exec(line)?.[1]),
    [...malformed.map(() => 'malformed'), 'unknown'],
  );
});

test('an event without a header is refused', async () => {
  const { authorizationToken: _, ...rest } = event('');
  await assert.rejects(handler(rest as APIGatewayTokenAuthorizerEvent), { message: 'Unauthorized' });
});

test('a revoked token is refused from the next question on; the log names it without showing it', async () => {
  const token = await make('lost');
  await handler(event(`Bearer ${token}`));
  await revokeToken(store, 'lost');
  await assert.rejects(handler(event(`Bearer ${token}`)), { message: 'Unauthorized' });
  assert.match(written.join(), /"reason":"revoked","token_name":"lost"/);
  assert.ok(!written.join().includes(token) && !written.join().includes(hashToken(token)));
});

test('the token of an owner who is none any more is refused', async () => {
  const token = await make('former', 'carl');
  await assert.rejects(handler(event(`Bearer ${token}`)), { message: 'Unauthorized' });
});

test('an owner that somebody has written into the table by hand is refused', async () => {
  const token = newToken();
  const forged = {
    hash: hashToken(token),
    name: 'forged',
    owner: '../ann',
    created_at: '2025-01-01T00:00:00Z',
  };
  await store.client.send(new PutCommand({ TableName: TEST_TOKENS_TABLE, Item: forged }));
  await assert.rejects(handler(event(`Bearer ${token}`)), { message: 'Unauthorized' });
});

test('a table that cannot be read, and owners that are not configured, are no refusal but an error', async () => {
  const token = await make('outage');
  delete process.env[ENV.owners];
  await assert.rejects(handler(event(`Bearer ${token}`)), /POSEFLEET_OWNERS/);
  process.env[ENV.owners] = '["ann"]';
  const broken = mock.method(DynamoDBDocumentClient.prototype, 'send', async () => {
    throw new Error('The table is throttled.');
  });
  try {
    await assert.rejects(handler(event(`Bearer ${token}`)), /throttled/);
  } finally {
    broken.mock.restore();
  }
});
