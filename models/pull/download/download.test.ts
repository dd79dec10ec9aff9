import assert from 'node:assert/strict';
import { type FileHandle, mkdtemp, open, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { type FileServer, file, redirect, startFileServer, status } from '../../testing/file-server.ts';
import { type DownloadOptions, download } from './download.ts';
import { httpOrigin } from './http-origin.ts';
import { PartFile } from './part-file.ts';

const CONTENT = Buffer.from(Array.from({ length: 200_000 }, (_, index) => (index * 7 + (index >> 8)) % 251));
const OTHER = Buffer.from(CONTENT.map((byte) => 250 - byte));
const PATIENCE = { connect: 2_000, stall: 1_000, pauses: [5, 5] };

let folder: string;
let server: FileServer;
let part: PartFile;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'posefleet-download-'));
  part = new PartFile(join(folder, 'deep', 'file.part'));
  server = await startFileServer();
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

test('a file is fetched, and its progress told', async () => {
  server.serve('/file', file(CONTENT));
  const seen: [number, number | null][] = [];

  assert.equal(await fetch({ onBytes: (...progress) => seen.push(progress) }), true);

  assert.deepEqual(await readFile(part.path), CONTENT);
  assert.deepEqual(seen[0], [0, CONTENT.length]);
  assert.deepEqual(seen.at(-1), [CONTENT.length, CONTENT.length]);
});

test('what is not there is told as such', async () => {
  assert.equal(await fetch(), false);
  server.serve('/file', status(410));
  assert.equal(await fetch(), false);
});

test('a download that breaks off is gone on with', async () => {
  server.serve(
    '/file',
    file(CONTENT, { breakAfter: 50_000 }),
    file(CONTENT, { breakAfter: 60_000 }),
    file(CONTENT),
  );

  await fetch();

  assert.deepEqual(await readFile(part.path), CONTENT);
  const [first, second, third] = server.seen;
  assert.deepEqual([first?.range, second?.range, third?.range], [undefined, 'bytes=50000-', 'bytes=110000-']);
  assert.match(second?.ifRange ?? '', /^"\w+"$/);
});

test('a later call goes on where an earlier one gave up', async () => {
  server.serve('/file', file(CONTENT, { breakAfter: 50_000 }), status(503));
  await assert.rejects(fetch(), { name: 'DownloadTrouble', message: 'answers 503 (is refused)' });
  server.seen.length = 0;
  server.serve('/file', file(CONTENT));

  await fetch();

  assert.deepEqual(
    server.seen.map(({ range }) => range),
    ['bytes=50000-'],
  );
  assert.deepEqual(await readFile(part.path), CONTENT);
});

test('a download that was whole already is not asked for again', async () => {
  server.serve('/file', file(CONTENT));
  await fetch();
  await fetch();
  assert.equal(server.seen.length, 1);
});

test('what was kept of another address is not gone on with', async () => {
  server.serve('/file', file(CONTENT, { breakAfter: 50_000 }), status(403));
  await assert.rejects(fetch(), /answers 403 \(access is denied\)/);
  server.serve('/other', file(OTHER));

  await fetch({}, server.at('/other'));

  assert.deepEqual(await readFile(part.path), OTHER);
});

test('a server without ranges is begun with anew', async () => {
  server.serve(
    '/file',
    file(CONTENT, { breakAfter: 50_000, ranges: false }),
    file(CONTENT, { ranges: false }),
  );

  await fetch();

  assert.equal(server.seen[1]?.range, 'bytes=50000-');
  assert.deepEqual(await readFile(part.path), CONTENT);
});

test('a server without a tag, or with a weak one, is begun with anew, since its file may be another', async () => {
  for (const etag of [null, 'W/"weak"']) {
    server.seen.length = 0;
    server.serve('/file', file(CONTENT, { breakAfter: 50_000, etag }), file(CONTENT, { etag }));
    await fetch();
    assert.equal(server.seen[1]?.range, undefined);
    assert.deepEqual(await readFile(part.path), CONTENT);
    await part.remove();
  }
});

test('a file that changes between two tries is fetched anew, and never mixed', async () => {
  server.serve('/file', file(CONTENT, { breakAfter: 50_000 }), file(OTHER));

  await fetch();

  assert.deepEqual(await readFile(part.path), OTHER);
});

test('a server that heeds the range and not the tag is not believed', async () => {
  const careless = file(OTHER, { etag: '"new"' });
  server.serve(
    '/file',
    file(CONTENT, { breakAfter: 50_000, etag: '"old"' }),
    (request, response) => {
      delete request.headers['if-range'];
      careless(request, response);
    },
    careless,
  );

  await fetch();

  assert.deepEqual(await readFile(part.path), OTHER);
  assert.deepEqual(
    server.seen.map(({ range }) => range),
    [undefined, 'bytes=50000-', undefined],
  );
});

test('a server that sends another part than was asked for is not believed', async () => {
  const wrong = (_: unknown, response: import('node:http').ServerResponse) => {
    response.writeHead(206, { etag: '"same"', 'content-range': `bytes 10-199999/200000` });
    response.end(CONTENT.subarray(10));
  };
  server.serve(
    '/file',
    file(CONTENT, { breakAfter: 50_000, etag: '"same"' }),
    wrong,
    file(CONTENT, { etag: '"same"' }),
  );

  await fetch();

  assert.deepEqual(await readFile(part.path), CONTENT);
});

test('a part that is longer than the file is dropped (416)', async () => {
  server.serve('/file', file(CONTENT, { breakAfter: 50_000, etag: '"same"', length: null }), status(503));
  await assert.rejects(fetch());
  const short = CONTENT.subarray(0, 20_000);
  server.serve('/file', file(short, { etag: '"same"' }));

  await fetch();

  assert.deepEqual(await readFile(part.path), short);
});

test('what breaks off again and again without a byte is given up', async () => {
  server.serve('/file', file(CONTENT, { breakAfter: 0 }));
  await assert.rejects(fetch(), { message: /^broke off/ });
  assert.equal(server.seen.length, PATIENCE.pauses.length + 1);
});

test('what brings something each time is gone on with for long', async () => {
  server.serve('/file', file(CONTENT, { breakAfter: 25_000 }));
  await fetch();
  assert.equal(server.seen.length, 8);
  assert.deepEqual(await readFile(part.path), CONTENT);
});

test('what stalls is given up, and gone on with', { timeout: 20_000 }, async () => {
  server.serve('/file', file(CONTENT, { stallAfter: 50_000 }), file(CONTENT));
  await fetch();
  assert.equal(server.seen[1]?.range, 'bytes=50000-');
  server.serve('/never', () => {});
  await assert.rejects(
    fetch({ patience: { ...PATIENCE, pauses: [] } }, server.at('/never')),
    /stopped sending/,
  );
});

test('a size that is not the expected one is refused before a byte is fetched', async () => {
  for (const content of [CONTENT.subarray(1), Buffer.concat([CONTENT, CONTENT])]) {
    server.serve('/file', file(content));
    await assert.rejects(fetch({ bytes: CONTENT.length }), {
      message: `has ${content.length} bytes and not the expected ${CONTENT.length}`,
    });
    assert.equal(await part.bytes(), 0);
  }
});

test('a size that is not told is seen when the bytes come', async () => {
  const untold = { length: null };
  server.serve('/file', file(CONTENT.subarray(1), untold));
  await assert.rejects(fetch({ bytes: CONTENT.length }), /has 199999 bytes and not the expected 200000/);
  server.serve('/file', file(Buffer.concat([CONTENT, CONTENT]), untold));
  await assert.rejects(fetch({ bytes: CONTENT.length }), /more bytes than the 200000 that it should have/);
  await assert.rejects(fetch({ mostBytes: 100_000 }), /more bytes than the 100000 that it may have/);
  assert.deepEqual(await readdir(join(folder, 'deep')), []);
});

test('a server that promises more than it sends is one that breaks off', async () => {
  server.serve('/file', file(CONTENT, { length: CONTENT.length + 10 }));
  await assert.rejects(fetch({ patience: { ...PATIENCE, pauses: [] } }), /broke off|stopped sending/);
});

test('a server that promises too much for any model is refused', async () => {
  server.serve('/file', file(CONTENT, { length: 5_000_000 }));
  await assert.rejects(fetch(), /has more bytes than the 1000000 that it may have/);
});

test('a server that is busy is asked again after the time that it wants', async () => {
  server.serve('/file', status(429, { 'retry-after': '1' }), status(502), file(CONTENT));
  const begun = performance.now();
  await fetch();
  assert.ok(performance.now() - begun >= 950);
  assert.deepEqual(await readFile(part.path), CONTENT);
});

test('a refusal is not repeated', async () => {
  server.serve('/file', status(401));
  await assert.rejects(fetch(), /answers 401 \(access is denied\)/);
  assert.equal(server.seen.length, 1);
});

test('redirects are followed, up to a number', async () => {
  server.serve('/a', redirect('/b'));
  server.serve('/b', redirect(server.at('/file')));
  server.serve('/file', file(CONTENT, { breakAfter: 1000 }), file(CONTENT));
  await fetch({}, server.at('/a'));
  assert.deepEqual(await readFile(part.path), CONTENT);
  server.serve('/loop', redirect('/loop'));
  await assert.rejects(fetch({}, server.at('/loop')), /redirects more than 8 times/);
});

test('redirects to anything but http are refused', async () => {
  server.serve('/file', redirect('file:///etc/passwd'));
  await assert.rejects(fetch(), /redirects to file:, which is not followed/);
  server.serve('/file', redirect('ftp://127.0.0.1/file'));
  await assert.rejects(fetch(), /redirects to ftp:/);
  server.serve('/file', status(302));
  await assert.rejects(fetch(), /redirects without an address/);
});

test('credentials are sent to their own origin alone, wherever it redirects to', async () => {
  await using elsewhere = await startFileServer();
  elsewhere.serve('/file', file(CONTENT));
  const location = elsewhere.at('/file').replace('//', '//their:own@');
  server.serve('/a', redirect('/b'));
  server.serve('/b', redirect(location));

  await fetch({}, server.at('/a').replace('//', '//ann:secret@'));

  const right = `Basic ${Buffer.from('ann:secret').toString('base64')}`;
  assert.deepEqual(
    [...server.seen, ...elsewhere.seen].map(({ authorization }) => authorization),
    [right, right, undefined],
  );
});

test('a server that speaks no TLS is told as such, and not asked again', async () => {
  const begun = performance.now();
  const patience = { ...PATIENCE, pauses: [60_000] };
  await assert.rejects(fetch({ patience }, server.at('/file').replace('http:', 'https:')), {
    name: 'DownloadTrouble',
    message: /^cannot be read over TLS \((?:ERR_SSL_\w+|EPROTO)\)/,
  });
  assert.ok(performance.now() - begun < 10_000);
});

test('a source that fails in whatever way is the source’s trouble, with the reason', async () => {
  const broken = (error: unknown) => ({
    address: 'somewhere',
    open: () => Promise.reject(error),
  });
  const torn = {
    address: 'somewhere',
    open: async () => ({
      offset: 0,
      close: async () => {},
      // biome-ignore lint/correctness/useYield: it fails before it gives anything.
      body: (async function* () {
        throw Object.assign(new Error('i/o error'), { code: 'EIO', syscall: 'read' });
      })(),
    }),
  };
  const denied = Object.assign(new Error('permission denied'), { code: 'EACCES', syscall: 'open' });
  for (const [origin, message] of [
    [broken(denied), 'cannot be read (EACCES)'],
    [torn, 'cannot be read (EIO)'],
    [broken(new Error('Could not load credentials from any providers')), /^cannot be read \(Could not load/],
  ] as const) {
    await assert.rejects(download(origin, part, { mostBytes: 10, patience: PATIENCE }), {
      name: 'DownloadTrouble',
      message,
    });
  }
});

test('a file that is sent compressed is refused, since its size and parts would be others', async () => {
  server.serve('/file', status(200, { 'content-encoding': 'gzip' }));
  await assert.rejects(fetch(), /is sent as gzip/);
});

test('a proxy of the environment is used', async () => {
  const tunnels: string[] = [];
  const proxy = createServer().on('connect', (request, client: Socket) => {
    tunnels.push(request.url ?? '');
    const { port } = new URL(server.at('/'));
    const there = connect(Number(port), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      client.pipe(there).pipe(client);
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const before = { ...process.env };
  const { port } = proxy.address() as AddressInfo;
  Object.assign(process.env, { HTTP_PROXY: `http://127.0.0.1:${port}`, NO_PROXY: '' });
  server.serve('/file', file(CONTENT));
  try {
    await fetch({}, 'http://models.invalid/file');
  } finally {
    for (const name of ['HTTP_PROXY', 'NO_PROXY']) delete process.env[name];
    Object.assign(process.env, before);
    proxy.close();
  }
  assert.deepEqual(tunnels, ['models.invalid:80']);
  assert.deepEqual(await readFile(part.path), CONTENT);
});

test('who cannot be reached is given up at once', async () => {
  const begun = performance.now();
  await assert.rejects(fetch({ patience: { ...PATIENCE, pauses: [60_000] } }, 'http://127.0.0.1:9/file'), {
    message: 'cannot be reached (ECONNREFUSED)',
  });
  assert.ok(performance.now() - begun < 10_000);
});

test('a download can be stopped in the middle and in a pause, with what came so far kept', async () => {
  const reason = new Error('stopped by the test');
  server.serve('/file', file(CONTENT, { stallAfter: 50_000 }));
  const inTheMiddle = new AbortController();
  const onBytes = (done: number) => done === 50_000 && inTheMiddle.abort(reason);
  await assert.rejects(fetch({ signal: inTheMiddle.signal, onBytes }), reason);
  assert.equal((await part.kept(server.at('/file')))?.bytes, 50_000);

  server.serve('/file', (_request, response) => {
    response.writeHead(503).end();
    setTimeout(() => inThePause.abort(reason), 50);
  });
  const inThePause = new AbortController();
  const patience = { ...PATIENCE, pauses: [60_000] };
  await assert.rejects(fetch({ signal: inThePause.signal, patience }), reason);
});

test('a disk that refuses is an error of its own, and is not tried again', async (context) => {
  server.serve('/file', file(CONTENT));
  const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC', syscall: 'write' });
  const handle = await open(join(folder, 'any'), 'w');
  context.mock.method(Object.getPrototypeOf(handle) as FileHandle, 'writeFile', () => Promise.reject(full));
  await handle.close();
  await assert.rejects(fetch(), full);
  assert.equal(server.seen.length, 1);
});

function fetch(options: Partial<DownloadOptions> = {}, address = server.at('/file')): Promise<boolean> {
  return download(httpOrigin(address, PATIENCE), part, {
    mostBytes: 1_000_000,
    patience: PATIENCE,
    ...options,
  });
}
