import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, beforeEach, test } from 'node:test';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { type HttpFront, startFront } from './start-front.ts';

const MIB = 2 ** 20;
let front: HttpFront;
let events: APIGatewayProxyEvent[];
let answer: () => Promise<APIGatewayProxyResult>;

before(async () => {
  front = await startFront((event) => {
    events.push(event);
    return answer();
  }, 0);
});
after(() => front.close());
beforeEach(() => {
  events = [];
  answer = async () => ({ statusCode: 200, body: 'fine' });
});

interface Sent {
  method?: string;
  path?: string;
  headers?: OutgoingHttpHeaders;
  body?: string | Buffer;
}

async function send({ method = 'GET', path = '/health', headers = {}, body }: Sent) {
  const sent = request(`${front.url}${path}`, { method, headers });
  sent.end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
}

test('a request becomes an event of API Gateway', async () => {
  const headers = { 'Content-Type': 'application/json', 'X-Twice': ['one', 'two'], 'User-Agent': 'test' };
  await send({ method: 'POST', path: '/a%20b/c?x=1&x=2&y=%C3%A9+z', headers, body: '{"a":"ä"}' });
  const [event] = events;
  assert.ok(event !== undefined);
  assert.equal(event.httpMethod, 'POST');
  assert.equal(event.path, '/a%20b/c');
  assert.deepEqual(event.multiValueQueryStringParameters, { x: ['1', '2'], y: ['é z'] });
  assert.deepEqual(event.queryStringParameters, { x: '2', y: 'é z' });
  assert.equal(event.headers['Content-Type'], 'application/json');
  assert.deepEqual(event.multiValueHeaders['X-Twice'], ['one', 'two']);
  assert.deepEqual([event.body, event.isBase64Encoded], ['{"a":"ä"}', false]);
  const { httpMethod, path, identity, requestId } = event.requestContext;
  assert.deepEqual(
    [httpMethod, path, identity.sourceIp, identity.userAgent],
    ['POST', '/a%20b/c', '127.0.0.1', 'test'],
  );
  assert.match(requestId, /^[0-9a-f-]{36}$/);
});

test('what is absent is null, and what is not text is base64', async () => {
  await send({ path: '/tasks' });
  assert.deepEqual([events[0]?.body, events[0]?.queryStringParameters], [null, null]);
  const body = Buffer.from([0xff, 0x00, 0xfe]);
  await send({ method: 'POST', body });
  assert.deepEqual([events[1]?.body, events[1]?.isBase64Encoded], [body.toString('base64'), true]);
});

test('names that JavaScript keeps for itself do no harm', async () => {
  assert.equal(
    (await send({ path: '/x?__proto__=1&constructor=2', headers: { __proto__x: 'y' } })).status,
    200,
  );
  assert.deepEqual(events[0]?.multiValueQueryStringParameters?.constructor, ['2']);
  await send({ path: '//evil.example/x' });
  assert.equal(events[1]?.path, '//evil.example/x');
});

test('an answer is passed on with its headers and bytes', async () => {
  const bytes = Buffer.from([1, 2, 255]);
  answer = async () => ({
    statusCode: 418,
    headers: { 'x-one': 1 },
    multiValueHeaders: { 'set-cookie': ['a=1', 'b=2'] },
    body: bytes.toString('base64'),
    isBase64Encoded: true,
  });
  const { status, headers, body } = await send({});
  assert.deepEqual([status, headers['x-one'], headers['set-cookie']], [418, '1', ['a=1', 'b=2']]);
  assert.equal(headers['content-length'], '3');
  assert.equal(body.length > 0, true);
});

test('a handler that fails gives 500 in our shape, without its secrets', async () => {
  answer = () => Promise.reject(new Error('secret'));
  const { status, body } = await send({});
  assert.equal(status, 500);
  assert.equal(JSON.parse(body).code, 'internal');
  assert.ok(!body.includes('secret'));
});

test('other hosts and pages of other origins are refused before the handler hears of them', async () => {
  const refused = [
    { host: 'evil.example' },
    { host: '127.0.0.1:1' },
    { origin: 'http://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
  ];
  for (const headers of refused) {
    const { status, body } = await send({ method: 'POST', path: '/process', headers, body: '{}' });
    assert.equal(status, 403);
    assert.equal(JSON.parse(body).code, 'forbidden');
  }
  assert.deepEqual(events, []);
  const origin = front.url.replace('127.0.0.1', 'localhost');
  assert.equal((await send({ headers: { origin } })).status, 200);
});

test('a body of more than 10 MB is refused, announced or not', async () => {
  const announced = await send({ method: 'POST', path: '/process', body: Buffer.alloc(20 * MIB, 'x') });
  const chunked = { 'transfer-encoding': 'chunked' };
  const unannounced = await send({ method: 'POST', body: Buffer.alloc(20 * MIB, 'x'), headers: chunked });
  for (const { status, body } of [announced, unannounced]) {
    assert.equal(status, 413);
    const { code, detail } = JSON.parse(body);
    assert.equal(code, 'body_too_large');
    assert.match(detail, /POST \/uploads/);
  }
  assert.deepEqual(events, []);
  assert.equal((await send({ method: 'POST', body: Buffer.alloc(10 * MIB, 'x') })).status, 200);
});

test('what is not HTTP gets an error of our shape', async () => {
  const [head = '', body = ''] = (await raw('NONSENSE\r\n\r\n')).split('\r\n\r\n');
  assert.match(head, /^HTTP\/1.1 400 /);
  assert.equal(JSON.parse(body).code, 'request_invalid');
  assert.match(
    await raw(`GET / HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`),
    /^HTTP\/1.1 431 /,
  );
});

async function raw(bytes: string): Promise<string> {
  const { hostname, port } = new URL(front.url);
  const socket = connect(Number(port), hostname);
  socket.write(bytes);
  return await text(socket);
}

test('a port that is taken is told, and only the loopback address is bound', async () => {
  const { hostname, port } = new URL(front.url);
  assert.equal(hostname, '127.0.0.1');
  await assert.rejects(startFront(answer, Number(port)), { code: 'EADDRINUSE' });
});

test('of many requests at once the handler has some, and all are answered', async () => {
  let [now, most] = [0, 0];
  answer = async () => {
    now += 1;
    most = Math.max(most, now);
    await new Promise((resolve) => setTimeout(resolve, 20));
    now -= 1;
    return { statusCode: 200, body: 'fine' };
  };
  const answers = await Promise.all(Array.from({ length: 100 }, () => send({})));
  assert.ok(answers.every(({ status }) => status === 200));
  assert.ok(most > 4 && most < 50, `${most} at once`);
});

test('a handler that fails makes room for the next request', async () => {
  answer = () => Promise.reject(new Error('broken'));
  const failed = await Promise.all(Array.from({ length: 60 }, () => send({})));
  assert.ok(failed.every(({ status }) => status === 500));
  answer = async () => ({ statusCode: 200, body: 'fine' });
  assert.equal((await send({})).status, 200);
});
