/** Mutants by their numbers: the seed and the number decide all, so that each can be made again alone. */
import type { TaskRecord } from '../../core/task.ts';
import { type SeededRandom, seededRandom } from '../support/seeded-random.ts';
import { mutateBoxes } from './mutate-boxes.ts';
import { mutateVideo } from './mutate-video.ts';
import type { FuzzSource } from './sources.ts';

/** A file that was tampered with, as a task. */
export interface Mutant {
  /** From 0. */
  number: number;
  kind: 'video' | 'boxes';
  /** What was done to what. */
  what: string;
  /** File name of the video, which may have the wrong extension. */
  name: string;
  video: Buffer;
  boxes?: Buffer;
  model: string;
  options: TaskRecord['options'];
}

/** Of so many mutants one is a boxes file. */
const BOXES_OF = 5;
/** The quickest model without a detector, and the quickest that takes boxes. */
export const MODELS = { video: 'movenet-multipose', boxes: 'movenet-lightning' } as const;
const OPTIONS: readonly TaskRecord['options'][] = [
  {},
  {},
  { visualization: false },
  { frame_stride: 3 },
  { start_seconds: 0.2, end_seconds: 0.7 },
  { smoothing: 'one_euro' },
];
const EXTENSIONS = ['mp4', 'mov', 'mkv', 'webm', 'ts', 'avi', 'json', 'txt', 'm3u8', 'png', ''];
/** Names that tempt a program to take them for something else. */
const NAMES = ['-i', 'a b+c%20', 'ünï☃', 'quote\'"', '%d', 'x'.repeat(190), '..a', 'concat:a|b'];

/** Makes a mutant. @param sources the same ones, in the same order, as when it was made before. */
export function makeMutant(seed: number, number: number, sources: readonly FuzzSource[]): Mutant {
  // Seeds that follow each other give numbers that have nothing to do with each other.
  const random = seededRandom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b));
  return number % BOXES_OF === BOXES_OF - 1
    ? boxesMutant(number, random, sources)
    : videoMutant(number, random, sources);
}

function videoMutant(number: number, random: SeededRandom, sources: readonly FuzzSource[]): Mutant {
  const [source, other] = [random.pick(sources), random.pick(sources)];
  const { bytes, ways } = mutateVideo(source.bytes, other.bytes, random);
  const options = random.pick(OPTIONS);
  const name = random.below(6) === 0 ? oddName(random) : source.name;
  const what = `${source.name}: ${ways.join(', ')}${name === source.name ? '' : `, named ${name}`}`;
  return { number, kind: 'video', what, name, video: bytes, model: MODELS.video, options };
}

function boxesMutant(number: number, random: SeededRandom, sources: readonly FuzzSource[]): Mutant {
  const [{ name, bytes: video } = random.pick(sources)] = sources;
  const { bytes: boxes, ways } = mutateBoxes(random);
  const options = { visualization: random.below(2) === 0 };
  return { number, kind: 'boxes', what: ways.join(': '), name, video, boxes, model: MODELS.boxes, options };
}

function oddName(random: SeededRandom): string {
  const extension = random.pick(EXTENSIONS);
  const stem = random.below(2) === 0 ? 'clip' : random.pick(NAMES);
  return extension === '' ? stem : `${stem}.${extension}`;
}
