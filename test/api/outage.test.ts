import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { DynamoDBClient, ProvisionedThroughputExceededException } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { log } from '../../core/log.ts';
import { openStore } from '../../core/store/store.ts';
import type { Dependencies } from '../../lambdas/api/context.ts';
import { createHandler } from '../../lambdas/api/handler.ts';
import { CATALOGUE } from '../../models/catalogue.ts';
import { TEST_CREDENTIALS, TEST_REGION } from '../support/test-store.ts';
import { gatewayEvent } from './gateway-event.ts';

const settings: Dependencies['settings'] = {
  mediaBucket: 'media',
  sourceBuckets: new Map(),
  maxUploadBytes: 1e9,
  maxTasksInFlight: 10,
  defaultModel: 'movenet-multipose',
  defaultTopDownModel: 'movenet-thunder',
  models: CATALOGUE,
};
const client = { region: TEST_REGION, credentials: TEST_CREDENTIALS, maxAttempts: 1 };

/** A handler whose DynamoDB is at an address where nobody listens, unless something else is thrown first. */
function brokenHandler(fail?: () => never) {
  const dynamo = new DynamoDBClient({ ...client, endpoint: 'http://127.0.0.1:9' });
  const dependencies = { settings, store: openStore(dynamo, 'tasks'), s3: new S3Client(client) };
  return createHandler(() => fail?.() ?? dependencies);
}

const logged = mock.method(log, 'error', () => undefined);
log.setLogLevel('SILENT');
beforeEach(() => logged.mock.resetCalls());

const health = gatewayEvent({ method: 'GET', path: '/health' });

test('a service that cannot be reached: 503 with Retry-After', async () => {
  const answer = await brokenHandler()(health);
  assert.deepEqual([answer.statusCode, JSON.parse(answer.body).code], [503, 'unavailable']);
  assert.deepEqual(answer.multiValueHeaders?.['retry-after'], ['5']);
});

test('throttling: 503 with Retry-After', async () => {
  const handler = brokenHandler(() => {
    throw new ProvisionedThroughputExceededException({ message: 'slow down', $metadata: {} });
  });
  const answer = await handler(health);
  assert.deepEqual([answer.statusCode, JSON.parse(answer.body).code], [503, 'unavailable']);
  assert.deepEqual(answer.multiValueHeaders?.['retry-after'], ['5']);
});

test('anything unforeseen: 500, and what it was is not told', async () => {
  const handler = brokenHandler(() => {
    throw new Error('the password is swordfish');
  });
  const answer = await handler(health);
  assert.deepEqual([answer.statusCode, JSON.parse(answer.body).code], [500, 'internal']);
  assert.doesNotMatch(answer.body, /swordfish/);
  assert.match(JSON.stringify(logged.mock.calls[0]?.arguments, errorText), /swordfish/);
});

function errorText(_key: string, value: unknown): unknown {
  return value instanceof Error ? value.message : value;
}
