import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { LOCAL_REGION } from '../local-account.ts';
import { CREDENTIALS } from './s3-test-server.ts';

const Bucket = 'streaming';
const MIB = 2 ** 20;
const LARGE = 600 * MIB;
/** Bytes by which the server's memory may grow; it would be more than `LARGE` if bodies were held. */
const GROWTH = 200 * MIB;

/** The stand-in in a process of its own, which tells its endpoint and, when asked, its resident memory. */
const SCRIPT = `
  import { startS3 } from ${JSON.stringify(new URL('./start-s3.ts', import.meta.url).href)};
  const { endpoint } = await startS3(JSON.parse(process.env.OPTIONS));
  process.on('message', () => process.send({ rss: process.memoryUsage.rss() }));
  process.send({ endpoint });
`;

interface ServerProcess {
  child: ChildProcess;
  s3: S3Client;
  rss(): Promise<number>;
  kill(): Promise<void>;
}

async function startProcess(folder: string): Promise<ServerProcess> {
  const OPTIONS = JSON.stringify({ folder, credentials: CREDENTIALS });
  const child = spawn(process.execPath, ['--input-type=module', '-e', SCRIPT], {
    env: { ...process.env, OPTIONS },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [{ endpoint }] = (await once(child, 'message')) as [{ endpoint: string }];
  const base = { endpoint, region: LOCAL_REGION, credentials: CREDENTIALS, forcePathStyle: true };
  const s3 = new S3Client({ ...base, requestChecksumCalculation: 'WHEN_REQUIRED', maxAttempts: 1 });
  await s3.send(new CreateBucketCommand({ Bucket }));
  return {
    child,
    s3,
    async rss() {
      child.send('rss');
      const [{ rss }] = (await once(child, 'message')) as [{ rss: number }];
      return rss;
    },
    async kill() {
      s3.destroy();
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}

async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'posefleet-s3-'));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function* zeros(bytes: number): Generator<Buffer> {
  const piece = Buffer.alloc(MIB);
  for (let sent = 0; sent < bytes; sent += MIB) yield piece;
}

test('memory does not grow with the size of an object, up or down', () =>
  withFolder(async (folder) => {
    const server = await startProcess(folder);
    try {
      const before = await server.rss();
      const Body = Readable.from(zeros(LARGE));
      await server.s3.send(new PutObjectCommand({ Bucket, Key: 'large', Body, ContentLength: LARGE }));
      const afterPut = await server.rss();
      const answer = await server.s3.send(new GetObjectCommand({ Bucket, Key: 'large' }));
      let received = 0;
      for await (const piece of answer.Body as Readable) received += piece.length;
      assert.equal(received, LARGE);
      const afterGet = await server.rss();
      assert.ok(afterPut - before < GROWTH, `${(afterPut - before) / MIB} MiB more after PUT`);
      assert.ok(afterGet - before < GROWTH, `${(afterGet - before) / MIB} MiB more after GET`);
    } finally {
      await server.kill();
    }
  }));

test('an upload that is broken off leaves the object of before', () =>
  withFolder(async (folder) => {
    const server = await startProcess(folder);
    try {
      await server.s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'before' }));
      const sent = await sendHalf(server.s3);
      sent.destroy();
      await untilEmpty(join(folder, '.incoming'));
      assert.equal(await read(server.s3, 'k'), 'before');
    } finally {
      await server.kill();
    }
  }));

test('a server that is killed in the middle leaves the object of before', () =>
  withFolder(async (folder) => {
    const first = await startProcess(folder);
    await first.s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'before' }));
    const sent = await sendHalf(first.s3);
    await first.kill();
    sent.destroy();
    assert.equal((await readdir(join(folder, '.incoming'))).length, 1);
    const second = await startProcess(folder);
    try {
      assert.equal(await read(second.s3, 'k'), 'before');
      assert.deepEqual(await readdir(join(folder, '.incoming')), []);
    } finally {
      await second.kill();
    }
  }));

/** Sends the first half of a body and waits until the server has it. */
async function sendHalf(s3: S3Client) {
  const url = await getSignedUrl(s3, new PutObjectCommand({ Bucket, Key: 'k', ContentLength: 2 * MIB }));
  const headers = { 'content-length': 2 * MIB };
  const sent = request(url, { method: 'PUT', headers });
  sent.on('error', () => {});
  await new Promise((resolve) => sent.write(Buffer.alloc(MIB), resolve));
  await new Promise((resolve) => setTimeout(resolve, 200));
  return sent;
}

async function untilEmpty(folder: string): Promise<void> {
  for (let wait = 0; wait < 100; wait++) {
    if ((await readdir(folder)).length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(`${folder} is not empty.`);
}

async function read(s3: S3Client, Key: string): Promise<string | undefined> {
  return (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString();
}
