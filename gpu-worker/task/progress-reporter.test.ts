import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { openStore, type Store } from '../../core/store/store.ts';
import { TaskLost } from './interruption.ts';
import { ProgressReporter } from './progress-reporter.ts';

const CLAIM = { taskId: 'a-task', run: 1, attempt: 1, job: 'a-job' };

describe('the progress reporter', () => {
  /** Heartbeats as they come; none is answered unless the test does it. */
  let heard: { stage: string; response: ServerResponse }[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString());
    heard.push({ stage: body.ExpressionAttributeValues[':progress'].M.stage.S, response });
    server.emit('heard');
  });
  let client: DynamoDBClient;
  let store: Store;

  before(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    client = new DynamoDBClient({
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
    });
    store = openStore(client, 'tasks');
  });
  beforeEach(() => {
    heard = [];
  });
  after(() => {
    client.destroy();
    server.closeAllConnections();
    server.close();
  });

  function answer(index: number, status: number, body: object): void {
    const { response } = heard[index] as { response: ServerResponse };
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
  }

  it('has one heartbeat in flight, and one more for all that was new meanwhile', async () => {
    const reporter = new ProgressReporter(store, CLAIM, new AbortController());
    const first = once(server, 'heard');
    reporter.enter('fetch');
    for (let index = 0; index < 100; index++) reporter.enter(index % 2 === 0 ? 'model' : 'poses');
    reporter.enter('write');
    await first;
    await sleep(100);
    assert.equal(heard.length, 1);
    const second = once(server, 'heard');
    answer(0, 200, {});
    await second;
    answer(1, 200, {});
    await reporter.close();
    assert.deepEqual(
      heard.map(({ stage }) => stage),
      ['fetch', 'write'],
    );
  });

  it('closes although a heartbeat hangs, and takes no notice of its answer', { timeout: 6000 }, async () => {
    const abort = new AbortController();
    const reporter = new ProgressReporter(store, CLAIM, abort);
    const first = once(server, 'heard');
    reporter.enter('fetch');
    await first;
    reporter.enter('write');
    await reporter.close();
    answer(0, 400, { __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException' });
    await sleep(100);
    assert.equal(abort.signal.aborted, false);
    assert.equal(heard.length, 1);
  });

  it('lets a heartbeat that hangs make way for the next', { timeout: 20_000 }, async () => {
    const reporter = new ProgressReporter(store, CLAIM, new AbortController());
    const begun = Date.now();
    reporter.enter('poses');
    while (heard.length < 2) await once(server, 'heard');
    assert.ok(Date.now() - begun < 10_000);
    answer(1, 200, {});
    await reporter.close();
  });

  it('says every few seconds that it is there, though there is no news', { timeout: 20_000 }, async (t) => {
    t.mock.timers.enable({ apis: ['setInterval', 'Date'] });
    const reporter = new ProgressReporter(store, CLAIM, new AbortController());
    reporter.enter('model');
    for (let beat = 0; beat < 3; beat += 1) {
      while (heard.length <= beat) await once(server, 'heard');
      answer(beat, 200, {});
      await sleep(100);
      for (let second = 0; second < 10; second += 1) t.mock.timers.tick(1000);
    }
    await reporter.close();
    assert.ok(heard.every(({ stage }) => stage === 'model'));
  });

  it('aborts the work when the task is no longer this worker’s', async () => {
    const abort = new AbortController();
    const reporter = new ProgressReporter(store, CLAIM, abort);
    const first = once(server, 'heard');
    reporter.enter('fetch');
    await first;
    answer(0, 400, { __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException' });
    await reporter.close();
    assert.ok(abort.signal.reason instanceof TaskLost);
  });
});
