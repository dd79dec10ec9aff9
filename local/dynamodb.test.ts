import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { createTaskTable } from '../core/store/create-table.ts';
import { startDynamoDb } from './dynamodb.ts';

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

test('the table is made once and kept across restarts', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'posefleet-dynamodb-'));
  try {
    for (const round of [1, 2]) {
      const server = await startDynamoDb({ folder });
      const client = new DynamoDBClient({ endpoint: server.endpoint, region: 'us-east-1', credentials });
      await createTaskTable(client, 'tasks');
      await createTaskTable(client, 'tasks');
      const { Table: table } = await client.send(new DescribeTableCommand({ TableName: 'tasks' }));
      assert.equal(table?.TableStatus, 'ACTIVE');
      assert.ok(
        table.GlobalSecondaryIndexes?.every((index) => index.Projection?.ProjectionType === 'KEYS_ONLY'),
      );
      const key = { pk: { S: 'a' } };
      if (round === 1) await client.send(new PutItemCommand({ TableName: 'tasks', Item: key }));
      const { Item: item } = await client.send(new GetItemCommand({ TableName: 'tasks', Key: key }));
      assert.deepEqual(item, key);
      await server.close();
      client.destroy();
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('a taken port is told, and only the loopback address is bound', async () => {
  const server = await startDynamoDb();
  const { port, hostname } = new URL(server.endpoint);
  assert.equal(hostname, '127.0.0.1');
  await assert.rejects(startDynamoDb({ port: Number(port) }), { code: 'EADDRINUSE' });
  await server.close();
});
