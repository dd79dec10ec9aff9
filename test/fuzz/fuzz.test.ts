/** The short form of `npm run fuzz`, and that it sees what it is to see. */
import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { temporaryFolder } from '../media/make-media.ts';
import { sampleTask } from '../support/sample-task.ts';
import { makeMutant } from './mutants.ts';
import { troublesOfTask, troublesOfWorker } from './outcome.ts';
import { failuresOf } from './report.ts';
import { runFuzz } from './run-fuzz.ts';
import { type FuzzSource, makeSources } from './sources.ts';
import type { WatchedEnd } from './watched-worker.ts';

const MUTATIONS = 24;
const QUICK = { seed: 1, together: 10, workers: 2 };

describe('files that were tampered with', () => {
  let folder: string;
  let sources: readonly FuzzSource[];
  before(async () => {
    folder = await temporaryFolder();
    sources = await makeSources(folder);
  });
  after(() => rm(folder, { recursive: true }));

  it('end as completed or failed with a code, and leave nothing behind', async () => {
    const outcomes = await runFuzz({ ...QUICK, sources, numbers: [...Array(MUTATIONS).keys()] });
    const wrong = failuresOf(outcomes).map(({ mutant, troubles }) => [mutant.number, mutant.what, troubles]);
    assert.deepEqual(wrong, []);
    assert.deepEqual(
      outcomes.map(({ mutant }) => mutant.number),
      [...Array(MUTATIONS).keys()],
    );
    assert.ok(
      new Set(outcomes.map(({ end }) => end)).size >= 3,
      'some complete, some fail for one of two reasons',
    );
  });

  it('are told of, each by itself, where a worker has to be killed', async () => {
    const bounds = { taskMs: 120_000, megabytes: 1 };
    const outcomes = await runFuzz({ ...QUICK, sources, numbers: [0, 1], bounds });
    assert.deepEqual(
      outcomes.map(({ end }) => end),
      ['died', 'died'],
    );
    for (const { troubles } of outcomes) assert.match(troubles.join(), /MB of memory/);
  });

  it('are the same for the same seed and number, and others for another', () => {
    const sources = ['a.mp4', 'b.webm'].map((name) => ({ name, bytes: Buffer.alloc(5000, name) }));
    const made = (seed: number) =>
      Array.from({ length: 50 }, (_, number) => makeMutant(seed, number, sources));
    assert.deepEqual(made(3), made(3));
    const [three, four] = [made(3), made(4)];
    assert.ok(three.filter(({ what }, index) => what === four[index]?.what).length < 25);
  });
});

describe('what is wrong', () => {
  const failed = (code: 'internal' | 'video_unreadable', message: string) =>
    sampleTask({ status: 'failed', error: { code, message, retryable: false } });
  const video = { kind: 'video' } as const;
  const good: WatchedEnd = {
    exitCode: 0,
    signal: null,
    log: '',
    seen: new Map(),
    orphans: [],
    leftovers: [],
  };

  it('with a task is a code that nobody can do something about, a message that says nothing, or no end', () => {
    assert.deepEqual(troublesOfTask(video, failed('video_unreadable', 'ffmpeg cannot read this file.')), []);
    assert.equal(
      troublesOfTask(video, failed('internal', 'Something failed, and nobody knows why.')).length,
      1,
    );
    assert.equal(troublesOfTask(video, failed('video_unreadable', 'no')).length, 1);
    assert.equal(troublesOfTask(video, sampleTask({ status: 'processing' })).length, 1);
    assert.equal(troublesOfTask(video, undefined).length, 1);
  });

  it('with a worker is how it ended, and what it has left', () => {
    assert.deepEqual(troublesOfWorker(good), []);
    assert.deepEqual(troublesOfWorker({ ...good, exitCode: 65 }), []);
    for (const bad of [{ exitCode: 1 }, { exitCode: null }, { orphans: [7] }, { leftovers: ['task-1'] }])
      assert.equal(troublesOfWorker({ ...good, ...bad }).length, 1);
  });
});
