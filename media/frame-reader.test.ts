import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FrameBuffer, FrameReader } from './frame-reader.ts';

const FRAME_BYTES = 300_001;
const FRAMES = 9;
/** Bytes that differ from place to place, written in pieces of changing size. */
const WRITER = `
  const bytes = Buffer.alloc(Number(process.argv[1]));
  for (let at = 0; at < bytes.length; at++) bytes[at] = (at * 2654435761) >>> 24;
  for (let at = 0, size = 1; at < bytes.length; at += size, size = (size * 3 + 1) % 100_003)
    process.stdout.write(bytes.subarray(at, at + size));
`;

/** Output of a process that writes so many bytes. */
function writer(bytes: number): Readable {
  const { stdout } = spawn(process.execPath, ['-e', WRITER, String(bytes)], {
    // It complains when nobody reads on.
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return stdout;
}

function expected(frame: number): string {
  const bytes = Buffer.alloc(FRAME_BYTES);
  for (let at = 0; at < FRAME_BYTES; at++) bytes[at] = ((frame * FRAME_BYTES + at) * 2654435761) >>> 24;
  return hashOf(bytes);
}

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

describe('frames of a pipe', () => {
  it('are whole and in order, with one buffer that is given back late', async () => {
    const hashes: string[] = [];
    const buffer: FrameBuffer = { bytes: Buffer.from(new SharedArrayBuffer(FRAME_BYTES)) };
    let lent = 0;
    const reader = new FrameReader(FRAME_BYTES, {
      acquire: async () => {
        assert.equal(lent++, hashes.length, 'the buffer is lent once at a time');
        await sleep(5);
        return buffer;
      },
      onFrame: ({ bytes }) => hashes.push(hashOf(bytes)),
      release: () => assert.fail('no buffer is left over'),
    });
    reader.read(writer(FRAMES * FRAME_BYTES));
    await reader.finished;
    assert.deepEqual(
      hashes,
      Array.from({ length: FRAMES }, (_, frame) => expected(frame)),
    );
  });

  it('that are not whole are not handed over', async () => {
    let frames = 0;
    const released: FrameBuffer[] = [];
    const reader = new FrameReader(FRAME_BYTES, {
      acquire: async () => ({ bytes: Buffer.alloc(FRAME_BYTES) }),
      onFrame: () => frames++,
      release: (buffer) => released.push(buffer),
    });
    reader.read(writer(2 * FRAME_BYTES + 1000));
    await reader.finished;
    assert.equal(frames, 2);
    reader.stop();
    assert.equal(released.length, 1, 'its buffer is given back');
  });

  it('end when nobody wants more, and a buffer that comes too late goes back', async () => {
    const { promise, resolve } = Promise.withResolvers<FrameBuffer>();
    const released: FrameBuffer[] = [];
    const asked = Promise.withResolvers<void>();
    const reader = new FrameReader(FRAME_BYTES, {
      acquire: () => {
        asked.resolve();
        return promise;
      },
      onFrame: () => assert.fail('nothing is read any more'),
      release: (buffer) => released.push(buffer),
    });
    const output = writer(FRAMES * FRAME_BYTES);
    reader.read(output);
    await asked.promise;
    reader.stop();
    await reader.finished;
    const late = { bytes: Buffer.alloc(FRAME_BYTES) };
    resolve(late);
    await promise;
    assert.deepEqual(released, [late]);
  });

  it('fail when no buffer can be lent', async () => {
    const reader = new FrameReader(FRAME_BYTES, {
      acquire: () => Promise.reject(new Error('no memory')),
      onFrame: () => assert.fail('there is no buffer'),
      release: () => assert.fail('there is no buffer'),
    });
    reader.read(writer(FRAME_BYTES));
    await assert.rejects(reader.finished, /no memory/);
    reader.stop();
  });
});
