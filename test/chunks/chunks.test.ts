/** What is kept of a task's work in S3, and what happens when it is not as it should be. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { log } from '../../core/log.ts';
import { TEST_BUCKETS } from '../support/test-cloud.ts';
import { type Attempted, attempt, type Trial } from './attempts.ts';
import { assertSameResults, hashes, type Results } from './compare-results.ts';
import { CHUNK, FRAMES, Trials } from './trials.ts';

const CLIP = 'one-keyframe.mp4';

describe('the chunks of a task', () => {
  let trials: Trials;
  let whole: Results;
  before(async () => {
    trials = await Trials.open();
    log.setLogLevel('SILENT');
    whole = await trials.results(await attempt(await trials.trial(CLIP)));
  });
  after(() => trials.close());

  /** A task of which two chunks of five are finished. */
  async function interrupted(): Promise<{ trial: Trial; keys: string[] }> {
    const trial = await trials.trial(CLIP);
    const first = await attempt(trial, 2 * CHUNK + 2);
    assert.equal(first.made, undefined);
    return { trial, keys: await trials.chunkKeys(trial) };
  }

  async function second({ record, ...trial }: Trial): Promise<Attempted> {
    return await attempt({ ...trial, record: { ...record, attempt: 2 } });
  }

  it('are a manifest, a part of the predictions and a segment each, and are gone when the task is done', async () => {
    const { trial, keys } = await interrupted();
    const names = keys.map((key) => key.split('/').slice(4).join('/'));
    assert.deepEqual(names.sort(), [
      '0.json',
      '0/1-1.mp4',
      '0/1-1.ndjson.gz',
      '1.json',
      '1/1-1.mp4',
      '1/1-1.ndjson.gz',
    ]);
    const { made } = await second(trial);
    assert.equal((await trials.chunkKeys(trial)).length, 12);
    await made?.tidy();
    assert.deepEqual(await trials.chunkKeys(trial), []);
  });

  it('are not kept of a video of one chunk', async () => {
    const trial = await trials.trial(CLIP, { options: { end_seconds: 0.4, visualization: false } });
    assert.ok((await attempt(trial)).made);
    assert.deepEqual(await trials.chunkKeys(trial), []);
  });

  it('do not count without their manifest', async () => {
    const { trial, keys } = await interrupted();
    await remove(trial, keys, /\/1\.json$/);
    const done = await second(trial);
    assert.equal(done.before, CHUNK);
    await assertSameResults(await trials.results(done), whole);
  });

  it('are made again from the one on of which a part is gone', async () => {
    const { trial, keys } = await interrupted();
    await remove(trial, keys, /\/1\/1-1\.ndjson\.gz$/);
    const done = await second(trial);
    assert.equal(done.before, CHUNK);
    await assertSameResults(await trials.results(done), whole);
  });

  it('are made again from the one on of which a part is not what was written', async () => {
    const { trial, keys } = await interrupted();
    const segment = keys.find((key) => key.endsWith('/1/1-1.mp4'));
    await trials.change(segment as string, (text) => `${text.slice(0, -1)}${text.endsWith('x') ? 'y' : 'x'}`);
    const done = await second(trial);
    assert.equal(done.before, CHUNK);
    await assertSameResults(await trials.results(done), whole);
  });

  it('are drawn and encoded again, without inference, where the encoder was another one', async (t) => {
    const { trial, keys } = await interrupted();
    for (const key of keys.filter((name) => name.endsWith('.json')))
      await trials.change(key, (text) => text.replace('"crf":23', '"crf":30'));
    const estimated = t.mock.method(trial.inference.pool, 'run');
    const done = await second(trial);
    const results = await trials.results(done);
    assert.equal(estimated.mock.callCount(), FRAMES - 2 * CHUNK);
    assert.equal(results.predictions, whole.predictions);
    const times = async ({ video }: Results) =>
      (await hashes(video as string)).map((line) => line.split(',').slice(0, 3).join());
    assert.deepEqual(await times(results), await times(whole));
    assert.deepEqual(done.before, 0, 'all frames were gone through');
    const manifests = (await trials.chunkKeys(trial)).filter((key) => key.endsWith('.json'));
    assert.equal(manifests.length, 4);
  });

  async function remove({ s3 }: Trial, keys: readonly string[], which: RegExp): Promise<void> {
    const Key = keys.find((key) => which.test(key));
    assert.ok(Key);
    await s3.send(new DeleteObjectCommand({ Bucket: TEST_BUCKETS.results, Key }));
  }
});
