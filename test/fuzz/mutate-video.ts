/** Ways to spoil the bytes of a video. */
import type { SeededRandom } from '../support/seeded-random.ts';
import { boxesOfFile } from './boxes-of-file.ts';

/** What the ways have to work with. */
interface Spoiling {
  bytes: Buffer;
  /** Another whole file. */
  other: Buffer;
  random: SeededRandom;
}

type Way = (spoiling: Spoiling) => Buffer;

/** Numbers that do most harm where a size or a count is expected. */
const EXTREMES = [0, 1, 7, 8, 0x7f, 0xff, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xfffffff0, 0xffffffff];
/** Bytes from the start in which most containers have what describes them. */
const HEADER_BYTES = 1024;

const WAYS: Readonly<Record<string, Way>> = {
  'bits flipped': ({ bytes, random }) => changed(bytes, (copy) => flipBits(copy, random, copy.length)),
  'header bits flipped': ({ bytes, random }) =>
    changed(bytes, (copy) => flipBits(copy, random, HEADER_BYTES)),
  'header words set': ({ bytes, random }) => changed(bytes, (copy) => setWords(copy, random)),
  truncated: ({ bytes, random }) => bytes.subarray(0, random.below(bytes.length + 1)),
  'start cut off': ({ bytes, random }) => bytes.subarray(random.below(Math.min(4096, bytes.length))),
  'middle cut out': ({ bytes, random }) => {
    const [begin, end] = range(bytes, random);
    return Buffer.concat([bytes.subarray(0, begin), bytes.subarray(end)]);
  },
  'range zeroed': ({ bytes, random }) => changed(bytes, (copy) => copy.fill(0, ...range(bytes, random))),
  'range of noise': ({ bytes, random }) => changed(bytes, (copy) => addNoise(copy, random)),
  'chunks swapped': swapChunks,
  'chunk repeated': ({ bytes, random }) => {
    const [begin, end] = range(bytes, random);
    return Buffer.concat([bytes.subarray(0, end), bytes.subarray(begin)]);
  },
  'header of another': ({ bytes, other, random }) => {
    const length = random.pick([8, 32, 64, 200, HEADER_BYTES, 4096]);
    return Buffer.concat([other.subarray(0, length), bytes.subarray(length)]);
  },
  'header put before': ({ bytes, other, random }) =>
    Buffer.concat([other.subarray(0, random.below(HEADER_BYTES)), bytes]),
  concatenated: ({ bytes, other }) => Buffer.concat([bytes, other]),
  doubled: ({ bytes }) => Buffer.concat([bytes, bytes]),
  'box resized': resizeBox,
  'box renamed': renameBox,
  'box field set': setBoxField,
  'box removed': ({ bytes, random }) => {
    const box = pickBox(bytes, random);
    return Buffer.concat([bytes.subarray(0, box.start), bytes.subarray(box.start + box.size)]);
  },
  'box repeated': ({ bytes, random }) => {
    const end = endOf(pickBox(bytes, random));
    const box = pickBox(bytes, random);
    return Buffer.concat([
      bytes.subarray(0, end),
      bytes.subarray(box.start, endOf(box)),
      bytes.subarray(end),
    ]);
  },
  untouched: ({ bytes }) => bytes,
};
const ALL = Object.keys(WAYS);
/** Those that need boxes. */
const OF_BOXES = ALL.filter((name) => name.startsWith('box '));
const OF_ANY = ALL.filter((name) => !OF_BOXES.includes(name));

/** Spoils a file in one to three ways. @returns the bytes and what was done to them. */
export function mutateVideo(
  whole: Buffer,
  other: Buffer,
  random: SeededRandom,
): { bytes: Buffer; ways: string[] } {
  const ways: string[] = [];
  let bytes = whole;
  for (let left = random.pick([1, 1, 1, 2, 3]); left > 0; left -= 1) {
    const hasBoxes = boxesOfFile(bytes).length > 0;
    const way = random.pick(hasBoxes && random.below(2) === 0 ? OF_BOXES : OF_ANY);
    bytes = WAYS[way]?.({ bytes, other, random }) ?? bytes;
    ways.push(way);
  }
  return { bytes: Buffer.from(bytes), ways };
}

function changed(bytes: Buffer, change: (copy: Buffer) => void): Buffer {
  const copy = Buffer.from(bytes);
  if (copy.length > 0) change(copy);
  return copy;
}

/** A range of at most a tenth of the file, and of a byte at least. */
function range(bytes: Buffer, random: SeededRandom): [begin: number, end: number] {
  const begin = random.below(bytes.length + 1);
  return [begin, Math.min(bytes.length, begin + 1 + random.below(Math.max(1, bytes.length / 10)))];
}

function flipBits(copy: Buffer, random: SeededRandom, within: number): void {
  for (let left = 1 + random.below(20); left > 0; left -= 1) {
    const at = random.below(Math.min(within, copy.length));
    copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8));
  }
}

function setWords(copy: Buffer, random: SeededRandom): void {
  for (let left = 1 + random.below(3); left > 0 && copy.length >= 4; left -= 1)
    copy.writeUInt32BE(random.pick(EXTREMES), random.below(Math.min(HEADER_BYTES, copy.length - 3)));
}

function addNoise(copy: Buffer, random: SeededRandom): void {
  const [begin, end] = range(copy, random);
  for (let at = begin; at < end; at += 1) copy[at] = random.below(256);
}

function swapChunks({ bytes, random }: Spoiling): Buffer {
  const length = 1 + random.below(Math.max(1, Math.min(4096, bytes.length / 4)));
  return changed(bytes, (copy) => {
    const [one, other] = [random.below(copy.length), random.below(copy.length)];
    bytes.copy(copy, one, other, other + length);
    bytes.copy(copy, other, one, one + length);
  });
}

function pickBox(bytes: Buffer, random: SeededRandom) {
  const boxes = boxesOfFile(bytes);
  return boxes.length === 0 ? { type: '', start: 0, size: 0 } : random.pick(boxes);
}

function endOf({ start, size }: { start: number; size: number }): number {
  return start + size;
}

function resizeBox({ bytes, random }: Spoiling): Buffer {
  const { start, size } = pickBox(bytes, random);
  const near = [size - 1, size + 1, size - 8, size + 8, size * 2, Math.floor(size / 2)];
  return changed(bytes, (copy) => {
    if (copy.length >= start + 4) copy.writeUInt32BE(random.pick([...EXTREMES, ...near]) >>> 0, start);
  });
}

function renameBox({ bytes, random }: Spoiling): Buffer {
  const { start } = pickBox(bytes, random);
  const types = ['moov', 'mdat', 'trak', 'free', 'stts', 'stsz', 'hdlr', '\0\0\0\0', 'mdia', 'uuid'];
  return changed(bytes, (copy) => copy.write(random.pick(types), start + 4, 'latin1'));
}

/** Fields of tables and headers: counts, durations, sizes of pictures and samples, offsets. */
function setBoxField({ bytes, random }: Spoiling): Buffer {
  const inner = boxesOfFile(bytes).filter(({ type, size }) => size >= 16 && type !== 'mdat');
  if (inner.length === 0) return bytes;
  const { start, size } = random.pick(inner);
  const at = start + 8 + 4 * random.below(Math.floor((size - 8) / 4));
  const value = random.pick([...EXTREMES, random.below(2 ** 32)]);
  return changed(bytes, (copy) => copy.writeUInt32BE(value, Math.min(at, copy.length - 4)));
}
