import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { makeMedia, temporaryFolder } from '../../test/media/make-media.ts';
import { startTestCloud, TEST_BUCKETS, type TestCloud } from '../../test/support/test-cloud.ts';
import { Examiner } from './examiner.ts';

const HOSTILE = new URL('./testing/hostile-thread.ts', import.meta.url);
const LONG = 14_400;
const place = (key: string) => ({ place: { bucket: TEST_BUCKETS.media, key }, longSeconds: LONG });

describe('an examiner', () => {
  let cloud: TestCloud;
  before(async () => {
    cloud = await startTestCloud();
  });
  after(() => cloud.close());

  it('reads headers from S3 in its thread, and says nothing of what it cannot read', async () => {
    const folder = await temporaryFolder();
    const clip = await makeMedia({
      file: join(folder, 'a.mp4'),
      options: ['-c:v', 'libx264', '-preset', 'ultrafast'],
    });
    for (const [Key, Body] of [
      ['a.mp4', await readFile(clip)],
      ['text.mp4', 'This is no video.'],
      ['empty.mp4', ''],
    ] as const) {
      await cloud.s3.send(new PutObjectCommand({ Bucket: TEST_BUCKETS.media, Key, Body }));
    }
    const examiner = new Examiner();
    const keys = ['text.mp4', 'empty.mp4', 'missing.mp4', 'a.mp4'];
    const all = await Promise.all(keys.map((key) => examiner.examine(place(key))));
    assert.deepEqual(all.slice(0, 3), [undefined, undefined, undefined]);
    assert.deepEqual([all[3]?.width, all[3]?.height, all[3]?.seconds], [320, 240, 2]);
    await examiner.close();
    await rm(folder, { recursive: true });
  });

  it('comes back from every header that was tampered with', { timeout: 120_000 }, async () => {
    const folder = await temporaryFolder();
    const examiner = new Examiner({ turnMs: 120_000 });
    let random = 7;
    const next = (below: number) => {
      // Park and Miller's generator: the same files each time.
      random = (random * 48_271) % 2_147_483_647;
      return random % below;
    };
    for (const name of ['a.mp4', 'a.mkv']) {
      const options = [
        '-c:v',
        'libx264',
        '-preset',
        'ultrafast',
        ...(name === 'a.mp4' ? ['-movflags', '+faststart'] : []),
      ];
      const clip = await readFile(await makeMedia({ file: join(folder, name), options }));
      for (let round = 0; round < 40; round += 1) {
        const torn = Buffer.from(clip);
        // Headers lie at the beginning; large numbers do most harm.
        for (let count = 0; count < 1 + (round % 8); count += 1)
          torn[24 + next(1500)] = [0, 255, 127, next(256)][next(4)] ?? 0;
        const Body = round % 5 === 4 ? torn.subarray(0, next(torn.length)) : torn;
        await cloud.s3.send(new PutObjectCommand({ Bucket: TEST_BUCKETS.media, Key: name, Body }));
        const facts = await examiner.examine(place(name));
        assert.ok(facts === undefined || facts.bytes === Body.length);
      }
    }
    await examiner.close();
    await rm(folder, { recursive: true });
  });

  for (const what of ['never comes back', 'fills the memory', 'throws', 'ends']) {
    it(`lets go of a thread that ${what}, and serves the next with another`, {
      timeout: 60_000,
    }, async () => {
      const examiner = new Examiner({ file: HOSTILE, headerMs: 5000, turnMs: 60_000 });
      const [hostile, next] = await Promise.all([
        examiner.examine(place(what)),
        examiner.examine(place('good')),
      ]);
      assert.equal(hostile, undefined);
      assert.deepEqual(next, { bytes: 7 });
      await examiner.close();
    });
  }

  it('serves the next with another thread after one has ended between two headers', async () => {
    const examiner = new Examiner({ file: HOSTILE, headerMs: 5000, turnMs: 60_000 });
    for (const how of ['then ends', 'then throws']) {
      assert.deepEqual(await examiner.examine(place(how)), { bytes: 7 });
      await sleep(300);
      const begun = performance.now();
      assert.deepEqual(await examiner.examine(place('good')), { bytes: 7 }, how);
      assert.ok(performance.now() - begun < 4000, 'nobody waited for the one that was gone');
    }
    await examiner.close();
  });

  it('has no time for those who would have to wait for long', async () => {
    const examiner = new Examiner({ file: HOSTILE, headerMs: 1000, turnMs: 500 });
    const [, next] = await Promise.all([
      examiner.examine(place('never comes back')),
      examiner.examine(place('good')),
    ]);
    assert.equal(next, undefined);
    await examiner.close();
  });

  it('does not wait for an S3 that never answers', async () => {
    const silent = createServer(() => undefined);
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const [before, { port }] = [process.env.AWS_ENDPOINT_URL_S3, silent.address() as AddressInfo];
    process.env.AWS_ENDPOINT_URL_S3 = `http://127.0.0.1:${port}`;
    const examiner = new Examiner({ headerMs: 3000 });
    assert.equal(await examiner.examine(place('a.mp4')), undefined);
    process.env.AWS_ENDPOINT_URL_S3 = before;
    silent.closeAllConnections();
    silent.close();
  });
});
