import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { PosefleetError } from '../../core/errors.ts';
import { encodeSegment } from '../../media/segment-encoder.ts';
import { toldAsDiskFull } from './disk-full.ts';

/** Linux's file on a disk that is always full. */
const FULL = '/dev/full';
const FORMAT = {
  width: 64,
  height: 64,
  frameRate: { num: 25, den: 1 },
  pixelAspect: { num: 1, den: 1 },
  colour: {},
};

async function errorOf(work: Promise<unknown>): Promise<Error> {
  return work.then(
    () => assert.fail('Something was written on a disk that is full.'),
    (error) => error,
  );
}

async function encodeOnto(file: string): Promise<void> {
  const encoder = await encodeSegment(file, FORMAT);
  for (let frame = 0; frame < 100; frame += 1) await encoder.write(Buffer.alloc((64 * 64 * 3) / 2, frame));
  await encoder.finish();
}

describe('a disk that is full', { skip: existsSync(FULL) ? false : `There is no ${FULL}.` }, () => {
  it('is told as such where this process writes', async () => {
    const error = await errorOf(writeFile(FULL, 'poses'));
    const told = toldAsDiskFull(new Error('The predictions could not be written.', { cause: error }));
    assert.ok(told instanceof PosefleetError);
    assert.deepEqual([told.code, told.retryable], ['disk_full', true]);
  });

  it('is told as such where ffmpeg writes', async () => {
    const told = toldAsDiskFull(await errorOf(encodeOnto(FULL)));
    assert.ok(told instanceof PosefleetError, told.message);
    assert.equal(told.code, 'disk_full');
  });
});

it('leaves other errors alone', () => {
  const known = new PosefleetError('video_unreadable', 'No space left on device.');
  for (const error of [known, new Error('The encoder ended early.')])
    assert.equal(toldAsDiskFull(error), error);
});
