import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type ByteSource, movieSeconds } from './movie-seconds.ts';

function source(...parts: Buffer[]): ByteSource {
  const all = Buffer.concat(parts);
  return {
    bytes: all.length,
    async read(start, end) {
      assert.ok(0 <= start && start <= end && end <= all.length, `${start} to ${end} of ${all.length}`);
      return all.subarray(start, end);
    },
  };
}

function box(type: string, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const header = Buffer.alloc(8, type.padStart(8));
  header.writeUInt32BE(8 + body.length);
  return Buffer.concat([header, body]);
}

/** A box whose size takes 64 bits. */
function longBox(type: string, body: Buffer): Buffer {
  const header = Buffer.alloc(16);
  header.writeUInt32BE(1);
  header.write(type, 4);
  header.writeBigUInt64BE(BigInt(16 + body.length), 8);
  return Buffer.concat([header, body]);
}

function mvhd(timescale: number, duration: number | bigint): Buffer {
  const isLong = typeof duration === 'bigint';
  const body = Buffer.alloc(isLong ? 108 : 100);
  body.writeUInt8(isLong ? 1 : 0);
  body.writeUInt32BE(timescale, isLong ? 20 : 12);
  if (isLong) body.writeBigUInt64BE(duration, 24);
  else body.writeUInt32BE(duration, 16);
  return box('mvhd', body);
}

const ftyp = box('ftyp', Buffer.from('isom'));
const mdat = longBox('mdat', Buffer.alloc(5000));

test('the duration of the film, wherever its header lies and however long its numbers are', async () => {
  assert.equal(await movieSeconds(source(ftyp, box('moov', mvhd(600, 9000)), mdat)), 15);
  assert.equal(await movieSeconds(source(ftyp, mdat, box('moov', mvhd(1000, 36_000_000n)))), 36_000);
  assert.equal(await movieSeconds(source(ftyp, mdat, box('moov', box('udta'), mvhd(1, 7)))), 7);
});

test('without a header, or with one that tells no length, there is none', async () => {
  for (const parts of [
    [],
    [ftyp, mdat],
    [ftyp, box('moov')],
    [ftyp, box('moov', mvhd(600, 0))],
    [ftyp, box('moov', mvhd(0, 600))],
    [ftyp, box('moov', mvhd(600, 2 ** 32 - 1))],
    [ftyp, box('moov', mvhd(600, 2n ** 64n - 1n))],
    [ftyp, box('moov', box('mvhd', Buffer.alloc(8)))],
    [box('moov', mvhd(600, 600)).subarray(0, 40)],
  ]) {
    assert.equal(await movieSeconds(source(...parts)), undefined);
  }
});

test('any bytes give a length or none, in a bounded number of reads within the file', async () => {
  const valid = Buffer.concat([ftyp, mdat, box('moov', mvhd(600, 9000))]);
  const mutated = fc
    .array(fc.tuple(fc.nat(valid.length - 1), fc.nat(255)), { maxLength: 12 })
    .map((changes) => {
      const bytes = Buffer.from(valid);
      for (const [at, value] of changes) bytes[at] = value;
      return bytes;
    });
  await fc.assert(
    fc.asyncProperty(fc.oneof(mutated, fc.uint8Array({ maxLength: 400 })), async (bytes) => {
      const file = source(Buffer.from(bytes));
      let reads = 0;
      const counted: ByteSource = {
        ...file,
        read(start, end) {
          reads += 1;
          return file.read(start, end);
        },
      };
      const seconds = await movieSeconds(counted);
      assert.ok(seconds === undefined || seconds > 0);
      assert.ok(reads <= 41, String(reads));
    }),
    { numRuns: 500 },
  );
});
