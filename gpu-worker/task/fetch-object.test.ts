import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { S3Client } from '@aws-sdk/client-s3';
import { fetchObject } from './fetch-object.ts';

/** Answers `/bucket/STATUS/CODE` with that status and S3's error of that code. */
const server = createServer(({ url = '' }, response) => {
  const [, , status, code] = url.split(/[/?]/);
  response.writeHead(Number(status), { 'content-type': 'application/xml' });
  response.end(status === '200' ? 'a video' : `<Error><Code>${code}</Code><Message>No.</Message></Error>`);
});

describe('fetching an object', () => {
  let s3: S3Client;
  let folder: string;
  const signal = new AbortController().signal;
  const fetch = (key: string) =>
    fetchObject(s3, { bucket: 'bucket', key }, join(folder, 'file'), { missing: 'video_not_found', signal });

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'posefleet-fetch-'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    s3 = new S3Client({
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      forcePathStyle: true,
      maxAttempts: 1,
    });
  });
  after(async () => {
    s3.destroy();
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true });
  });

  it('writes it to a file', async () => {
    await fetch('200/OK');
    assert.equal(await readFile(join(folder, 'file'), 'utf8'), 'a video');
  });

  for (const key of ['404/NoSuchKey', '404/NoSuchBucket', '403/AccessDenied']) {
    it(`says of ${key} that it is gone`, async () => {
      await assert.rejects(fetch(key), {
        code: 'video_not_found',
        message: /s3:\/\/bucket\/.* does not exist/,
      });
    });
  }

  for (const key of ['500/InternalError', '403/ExpiredToken']) {
    it(`does not take ${key} for that`, async () => {
      await assert.rejects(fetch(key), ({ name }: Error) => name !== 'PosefleetError');
    });
  }
});
