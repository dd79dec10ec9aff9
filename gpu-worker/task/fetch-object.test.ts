import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { IncomingHttpHeaders, RequestListener, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type AnsweringS3, startAnsweringS3 } from '../../test/support/answering-s3.ts';
import { fetchObject } from './fetch-object.ts';

/** A video whose bytes tell where they stand. */
const VIDEO = Buffer.from(Array.from({ length: 100_000 }, (_, index) => (index * 7) % 251));
/** Bytes after which the connection breaks, of each answer about it. */
const BREAKS = [40_000, 0, 25_000, 20_000];

/** What was asked for of the video. */
const asked: (readonly [range: string | undefined, tag: string | undefined])[] = [];

/** How often the object that is replaced was asked for. */
let replacedAsked = 0;

/** Answers `/bucket/STATUS/CODE` with that status and S3's error of that code; `breaks` and `replaced` break off. */
const answer: RequestListener = ({ url = '', headers }, response) => {
  const [, , status, code] = url.split(/[/?]/);
  if (status === 'breaks') {
    sendPart(headers, response);
    return;
  }
  if (status === 'replaced') {
    sendReplaced(headers, response);
    return;
  }
  response.writeHead(Number(status), { 'content-type': 'application/xml' });
  response.end(status === '200' ? 'a video' : `<Error><Code>${code}</Code><Message>No.</Message></Error>`);
};

function sendPart({ range, 'if-match': tag }: IncomingHttpHeaders, response: ServerResponse): void {
  const start = Number(/bytes=(\d+)-/.exec(range ?? '')?.[1] ?? 0);
  const after = BREAKS[asked.length];
  asked.push([range, tag]);
  response.writeHead(start === 0 ? 200 : 206, { 'content-length': VIDEO.length - start, etag: '"first"' });
  const body = VIDEO.subarray(start, after === undefined ? VIDEO.length : start + after);
  response.write(body, () => (after === undefined ? response.end() : breakOff(response)));
}

/** Later than the bytes that were sent: a connection that breaks at once takes them with it. */
function breakOff(response: ServerResponse): void {
  setTimeout(() => response.destroy(), 100);
}

/** The object is replaced by another after an answer that brought none of its bytes. */
function sendReplaced({ range, 'if-match': tag }: IncomingHttpHeaders, response: ServerResponse): void {
  const isFirst = replacedAsked++ === 0;
  const current = isFirst ? '"first"' : '"second"';
  if (tag !== undefined && tag !== current) {
    response.writeHead(412).end('<Error><Code>PreconditionFailed</Code></Error>');
    return;
  }
  const start = Number(/bytes=(\d+)-/.exec(range ?? '')?.[1] ?? 0);
  response.writeHead(start === 0 ? 200 : 206, { 'content-length': VIDEO.length - start, etag: current });
  if (start > 0) {
    response.end(VIDEO.subarray(start));
    return;
  }
  if (isFirst) response.flushHeaders();
  else response.write(VIDEO.subarray(0, 40_000));
  breakOff(response);
}

describe('fetching an object', () => {
  let cloud: AnsweringS3;
  let folder: string;
  const signal = new AbortController().signal;
  const fetch = (key: string) =>
    fetchObject(cloud.s3, { bucket: 'bucket', key }, join(folder, 'file'), {
      missing: 'video_not_found',
      signal,
    });

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'posefleet-fetch-'));
    cloud = await startAnsweringS3(answer);
  });
  after(async () => {
    cloud.close();
    await rm(folder, { recursive: true });
  });

  it('writes it to a file', async () => {
    await fetch('200/OK');
    assert.equal(await readFile(join(folder, 'file'), 'utf8'), 'a video');
  });

  it('goes on where a connection breaks off', async () => {
    const { etag } = await fetch('breaks');
    assert.equal(etag, '"first"');
    assert.ok(VIDEO.equals(await readFile(join(folder, 'file'))));
    assert.equal(asked.length, BREAKS.length + 1);
    const starts = asked.map(([range]) => Number(/\d+/.exec(range ?? '0')?.[0]));
    // What was on its way when the connection broke may have come or not.
    assert.deepEqual(
      [...starts].sort((a, b) => a - b),
      starts,
    );
    assert.ok((starts.at(-1) as number) > 0);
    for (const [range, tag] of asked) assert.equal(tag, range === undefined ? undefined : '"first"');
  });

  it('is of the version whose bytes came, when another was there before the first of them', async () => {
    const { etag } = await fetch('replaced');
    assert.equal(etag, '"second"');
    assert.ok(VIDEO.equals(await readFile(join(folder, 'file'))));
    assert.equal(replacedAsked, 3);
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
