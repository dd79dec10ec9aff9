import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { type AnsweringS3, startAnsweringS3 } from '../../test/support/answering-s3.ts';
import type { FinishedChunk } from '../pipeline/finished-chunk.ts';
import { ChunkLost, ChunkStore } from './chunk-store.ts';
import type { ChunkManifest } from './manifest.ts';

const CHUNK: Omit<FinishedChunk, 'predictions' | 'segment'> = {
  ordinal: 0,
  number: 0,
  times: [0, 0.04],
  instances: 2,
  lastIndex: 1,
  mark: null,
  indexing: 'table',
  people: {} as FinishedChunk['people'],
};

const objects = new Map<string, Buffer>();
/** Answers that break off in the middle, by object. */
const breaks = new Map<string, number>();

const answer: RequestListener = async (request, response) => {
  const [key = ''] = (request.url ?? '').split('?');
  if (request.method === 'PUT') {
    objects.set(key, await buffer(request));
    response.writeHead(200, { etag: '"1"' }).end();
    return;
  }
  const object = objects.get(key);
  if (object === undefined) {
    response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>');
    return;
  }
  const left = breaks.get(key) ?? 0;
  breaks.set(key, left - 1);
  response.writeHead(200, { 'content-length': object.length });
  if (left > 0) response.write(object.subarray(0, object.length >> 1), () => response.destroy());
  else response.end(object);
};

describe('chunks in S3', () => {
  const signal = new AbortController().signal;
  let folder: string;
  let cloud: AnsweringS3;
  let store: ChunkStore;
  let saved: ChunkManifest;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'posefleet-chunks-'));
    cloud = await startAnsweringS3(answer);
    const place = { s3: cloud.s3, bucket: 'results', prefix: 'chunks/' };
    store = new ChunkStore({ place, folder, attempt: '1-1' });
    const [predictions, segment] = [join(folder, 'made.ndjson'), join(folder, 'made.mp4')];
    await Promise.all([
      writeFile(predictions, 'poses\n'.repeat(1000)),
      writeFile(segment, 'pictures'.repeat(1000)),
    ]);
    await store.save({ ...CHUNK, predictions, segment }, {}, signal);
    for (const key of objects.keys()) breaks.set(key, 1);
    saved = (await store.read(0, signal)) as ChunkManifest;
  });
  after(async () => {
    cloud.close();
    await rm(folder, { recursive: true });
  });

  it('come back though each answer breaks off once', async () => {
    assert.equal(saved.ordinal, 0);
    const [text, video] = [join(folder, 'back.ndjson'), join(folder, 'back.mp4')];
    await Promise.all([
      store.fetchPredictions(saved, text, signal),
      store.fetchSegment(saved, video, signal),
    ]);
    assert.equal(await readFile(text, 'utf8'), 'poses\n'.repeat(1000));
    assert.equal(await readFile(video, 'utf8'), 'pictures'.repeat(1000));
    assert.deepEqual([...breaks.values()], [-1, -1, -1]);
  });

  it('are lost when they are not what was written', async () => {
    const [key = ''] = [...objects.keys()].filter((name) => name.endsWith('.mp4'));
    objects.set(key, Buffer.from('something else'));
    await assert.rejects(store.fetchSegment(saved, join(folder, 'other.mp4'), signal), ChunkLost);
  });
});
