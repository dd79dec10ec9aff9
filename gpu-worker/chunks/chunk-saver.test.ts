import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { log } from '../../core/log.ts';
import type { FinishedChunk } from '../pipeline/finished-chunk.ts';
import { ChunkSaver } from './chunk-saver.ts';

log.setLogLevel('SILENT');
const chunk = (ordinal: number) => ({ ordinal }) as FinishedChunk;

/** A store whose saves wait to be answered. */
class SlowStore {
  readonly saved: number[] = [];
  readonly waiting: { ordinal: number; answer(error?: Error): void }[] = [];

  readonly save = ({ ordinal }: FinishedChunk, signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
      const answer = (error?: Error) => {
        if (error !== undefined) return reject(error);
        this.saved.push(ordinal);
        resolve();
      };
      this.waiting.push({ ordinal, answer });
    });

  async answer(error?: Error): Promise<void> {
    this.waiting.shift()?.answer(error);
    await sleep(1);
  }
}

describe('saving chunks', () => {
  it('does not hold up the work, until a second chunk is finished', async () => {
    const store = new SlowStore();
    const saver = new ChunkSaver(store.save);
    await saver.add(chunk(0));
    let added = false;
    const second = saver.add(chunk(1)).then(() => {
      added = true;
    });
    await sleep(5);
    assert.deepEqual([added, store.waiting.length], [false, 1]);
    await store.answer();
    await second;
    assert.deepEqual([store.saved, store.waiting[0]?.ordinal], [[0], 1]);
  });

  it('saves what was handed over, though nobody waits for the one before any more', async () => {
    const store = new SlowStore();
    const saver = new ChunkSaver(store.save);
    await saver.add(chunk(0));
    void saver.add(chunk(1));
    const closed = saver.close(60_000);
    await store.answer();
    await store.answer();
    await closed;
    assert.deepEqual(store.saved, [0, 1]);
  });

  it('tries again, in order, what could not be saved', async () => {
    const store = new SlowStore();
    const saver = new ChunkSaver(store.save);
    await saver.add(chunk(0));
    await store.answer(new Error('S3 is away.'));
    await saver.add(chunk(1));
    await store.answer(new Error('S3 is still away.'));
    await saver.add(chunk(2));
    for (let count = 0; count < 3; count++) await store.answer();
    await saver.close(1000);
    assert.deepEqual(store.saved, [0, 1, 2]);
  });

  it('tries again at the end what could not be saved, while there is time', async () => {
    const store = new SlowStore();
    const saver = new ChunkSaver(store.save);
    await saver.add(chunk(0));
    await store.answer(new Error('S3 is away.'));
    void saver.add(chunk(1));
    await store.answer(new Error('S3 is still away.'));
    const closed = saver.close(60_000);
    for (let count = 0; count < 2; count++) await store.answer();
    await closed;
    assert.deepEqual(store.saved, [0, 1]);
  });

  it('begins nothing more at the end when there is no time', async () => {
    const store = new SlowStore();
    const saver = new ChunkSaver(store.save);
    await saver.add(chunk(0));
    await store.answer(new Error('S3 is away.'));
    await saver.close(0);
    assert.deepEqual(store.waiting, []);
  });

  it('ends when all are saved, however long it might have waited', async () => {
    const store = new SlowStore();
    const saver = new ChunkSaver(store.save);
    await saver.add(chunk(0));
    const closed = saver.close(60_000);
    await store.answer();
    await closed;
    assert.deepEqual(store.saved, [0]);
  });

  it('gives up what takes too long at the end', async () => {
    const store = new SlowStore();
    const saver = new ChunkSaver(store.save);
    await saver.add(chunk(0));
    await saver.close(10);
    assert.deepEqual(store.saved, []);
  });

  it('finishes what is under way and begins nothing new, when the work is done', async () => {
    const store = new SlowStore();
    const saver = new ChunkSaver(store.save);
    await saver.add(chunk(0));
    void saver.add(chunk(1));
    let finished = false;
    const over = saver.finish(60_000).then(() => {
      finished = true;
    });
    await sleep(5);
    assert.equal(finished, false, 'what was sent may still arrive');
    await store.answer();
    await over;
    assert.deepEqual([store.saved, store.waiting], [[0], []]);
  });

  it('gives up what is under way for too long, when the work is done', async () => {
    const store = new SlowStore();
    const saver = new ChunkSaver(store.save);
    await saver.add(chunk(0));
    await saver.finish(10);
    assert.deepEqual(store.saved, []);
  });
});
