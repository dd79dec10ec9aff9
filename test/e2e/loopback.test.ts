/** Nobody but programs of this machine reaches the service: other machines do not, nor do web pages. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { request as httpRequest, type OutgoingHttpHeaders } from 'node:http';
import { json } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { makeShortClip } from './clips.ts';
import { type Harness, startHarness } from './harness.ts';

const STAND_INS = ['S3', 'SQS', 'DYNAMODB', 'BATCH'].map((name) => `AWS_ENDPOINT_URL_${name}`);
/** State of a socket that listens, in /proc/net/tcp. */
const LISTENING = '0A';
/** 127.0.0.1 as /proc/net/tcp writes it. */
const LOOPBACK_HEX = '0100007F';

describe('the local service on its machine', () => {
  let service: Harness;
  before(async () => {
    service = await startHarness();
  });
  after(() => service.close());

  const standIns = () => STAND_INS.map((name) => process.env[name] ?? assert.fail(`${name} is set`));

  const onLinux = process.platform === 'linux' ? {} : { skip: 'only Linux lists sockets in /proc' };
  it('listens on 127.0.0.1 alone, stand-ins included', onLinux, () => {
    const sockets = listeningSockets();
    assert.deepEqual([...new Set(sockets.map(({ address }) => address))], [LOOPBACK_HEX]);
    const expected = [service.client.url, ...standIns()].map((url) => Number(new URL(url).port));
    const ports = sockets.map(({ port }) => port);
    assert.deepEqual(ports.sort(), expected.sort());
  });

  /** A request with headers that `fetch` does not let a program set. */
  const send = (method: string, url: string, headers: OutgoingHttpHeaders, body = '') =>
    // biome-ignore lint/suspicious/noExplicitAny: stand-ins answer in shapes of their own.
    new Promise<{ status: number | undefined; body: any }>((resolve, reject) => {
      const request = httpRequest(url, { method, headers }, async (response) => {
        resolve({ status: response.statusCode, body: await json(response).catch(() => undefined) });
      });
      request.on('error', reject).end(body);
    });
  const own = () => new URL(service.client.url);

  it('answers to its own names', async () => {
    const { port, host } = own();
    const names = [host, `localhost:${port}`, `LOCALHOST:${port}`];
    for (const name of names) {
      assert.equal((await send('GET', `${own().origin}/health`, { host: name })).status, 200, name);
    }
  });

  it('refuses a Host that is not loopback: DNS rebinding', async () => {
    const { port } = own();
    const names = [
      'evil.example',
      `evil.example:${port}`,
      `127.0.0.1.evil.example:${port}`,
      `192.168.1.7:${port}`,
    ];
    for (const host of [...names, '127.0.0.1:1']) {
      const { status, body } = await send('GET', `${own().origin}/health`, { host });
      assert.deepEqual([status, body?.code], [403, 'forbidden'], host);
    }
  });

  const page = (origin: string, site: string) => ({
    origin,
    'sec-fetch-site': site,
    'sec-fetch-mode': 'cors',
  });

  it('answers its own pages', async () => {
    const { status } = await send('GET', `${own().origin}/health`, page(own().origin, 'same-origin'));
    assert.equal(status, 200);
  });

  it('refuses pages of other origins', async () => {
    const strangers = [
      page('https://evil.example', 'cross-site'),
      page('http://localhost:5173', 'same-site'),
      page('null', 'cross-site'),
      { origin: 'https://evil.example' },
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
    ];
    for (const headers of strangers) {
      const { status, body } = await send('GET', `${own().origin}/health`, headers);
      assert.deepEqual([status, body?.code], [403, 'forbidden'], JSON.stringify(headers));
    }
  });

  it('answers a link that is followed from another site', async () => {
    const link = {
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
    };
    assert.equal((await send('GET', `${own().origin}/docs`, link)).status, 200);
    assert.equal((await send('POST', `${own().origin}/process`, link)).status, 403);
  });

  it('a form of another site starts nothing and deletes nothing', async () => {
    const people = await makeShortClip(service.file('people.mp4'), 2);
    const taskId = await service.client.process(people);
    const form = {
      'content-type': 'text/plain',
      'sec-fetch-site': 'cross-site',
      origin: 'https://evil.example',
    };
    const body = JSON.stringify({ video_filename: people });
    assert.equal((await send('POST', `${own().origin}/process`, form, body)).status, 403);
    assert.equal((await send('DELETE', `${own().origin}/tasks/${taskId}`, form)).status, 403);
    const disguised = { ...form, 'x-http-method-override': 'DELETE' };
    const path = `/tasks/${taskId}?_method=DELETE`;
    assert.equal((await send('POST', `${own().origin}${path}`, disguised, '_method=DELETE')).status, 403);
    // Browsers of old say nothing of the page; a form still cannot send JSON, nor another method than POST.
    const old = { 'content-type': 'text/plain' };
    assert.equal((await send('POST', `${own().origin}/process`, old, body)).status, 415);
    assert.equal((await send('POST', `${own().origin}${path}`, old, '_method=DELETE')).status, 405);
    assert.equal((await service.client.untilCompleted(taskId)).task_id, taskId);
    assert.equal((await service.client.health()).total_tasks, 1);
  });

  it('the stand-ins refuse strangers, and requests that are not signed', async () => {
    for (const endpoint of standIns()) {
      const { host } = new URL(endpoint);
      const strangers: OutgoingHttpHeaders[] = [
        { host: 'evil.example' },
        { host, ...page('https://evil.example', 'cross-site') },
        { host, ...page(own().origin, 'same-site') },
      ];
      const unsigned = await send('POST', endpoint, { host }, '{}');
      assert.ok(unsigned.status === 400 || unsigned.status === 403, `${endpoint}: ${unsigned.status}`);
      for (const headers of strangers) {
        const { status } = await send('POST', endpoint, { ...headers, 'content-type': 'text/plain' }, '{}');
        assert.equal(status, 403, `${endpoint} ${JSON.stringify(headers)}`);
      }
    }
  });
});

/** The sockets of this process that listen for TCP. */
function listeningSockets(): { address: string; port: number }[] {
  const own = new Set(
    readdirSync('/proc/self/fd').flatMap((fd) => /^socket:\[(\d+)\]$/.exec(targetOf(fd))?.[1] ?? []),
  );
  return ['tcp', 'tcp6'].flatMap((table) =>
    readFileSync(`/proc/self/net/${table}`, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[3] === LISTENING && own.has(fields[9] ?? ''))
      .map(([, local = '']) => {
        const [address = '', port = ''] = local.split(':');
        return { address, port: Number.parseInt(port, 16) };
      }),
  );
}

function targetOf(fd: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return '';
  }
}
