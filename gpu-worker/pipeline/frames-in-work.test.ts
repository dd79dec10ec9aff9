import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { PosefleetError } from '../../core/errors.ts';
import type { DecodedFrame, FrameDecoder } from '../../media/frame-decoder.ts';
import { FramePool, type PooledFrame } from '../frames/frame-pool.ts';
import { framesInWork, type Surroundings } from './frames-in-work.ts';

const pool = new FramePool(1, 6);

/** Surroundings in which the model opens, or not, when `ready` says so. */
function around(ready: Promise<void>): Surroundings {
  const run = () => ready.then(() => []);
  return {
    job: { detectEvery: 1, inference: { ready, run } } as unknown as Surroundings['job'],
    format: { width: 2, height: 2, matrix: 'bt709' } as unknown as Surroundings['format'],
    earlier: { isDone: () => false, toDraw: () => undefined } as unknown as Surroundings['earlier'],
    firstWindow: 0,
    release: pool.release,
  };
}

async function* oneFrame(): AsyncGenerator<DecodedFrame<PooledFrame>> {
  yield { index: 0, time: 0, place: undefined, buffer: await pool.acquire() };
}

function decoder(): FrameDecoder<PooledFrame> {
  return { frames: oneFrame(), stop: () => {} } as unknown as FrameDecoder<PooledFrame>;
}

test('a model that cannot be opened is told as that, not as trouble with a frame', async () => {
  const broken = new PosefleetError('model_unavailable', 'The model cannot be run.');
  const { frames } = framesInWork(decoder(), around(Promise.reject(broken)));
  await assert.rejects(async () => {
    for await (const frame of frames) await frame.poses;
  }, broken);
});

test('frames wait for a model that is being opened', async () => {
  const opening = Promise.withResolvers<void>();
  const { frames } = framesInWork(decoder(), around(opening.promise));
  const first = frames[Symbol.asyncIterator]().next();
  assert.equal(await Promise.race([first, sleep(20, 'none yet')]), 'none yet');
  opening.resolve();
  assert.deepEqual(await (await first).value.poses, []);
});
