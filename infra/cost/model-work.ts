/**
 * How much a model computes for one picture or one person, for estimates alone. Nothing here was measured on a machine
 * of AWS.
 */
import { CATALOGUE, type ModelFamily } from '../../models/catalogue.ts';

/**
 * Where a figure comes from: `architecture`, counted by the function below; `published`, by the makers' tables, quoted
 * from memory; `measured`, from the time that it takes beside models whose work is known; `guess`, by likeness.
 */
export type WorkSource = 'architecture' | 'published' | 'measured' | 'guess';

/** The work of one run. */
export interface ModelWork {
  /** Multiplications with additions, in thousand millions. */
  gmacs: number;
  source: WorkSource;
  family: ModelFamily;
}

/** Patches of 16 × 16 in an input of 256 × 192. */
const PATCHES = 192;
/** Channels of the two deconvolutions of ViTPose's head, and the size of their kernels. */
const HEAD = { channels: 256, kernel: 16 };

/** A transformer of `layers` layers with vectors of `width`, and ViTPose's classic head (Xu et al. 2022). */
function vitpose(width: number, layers: number): number {
  const layer = 12 * width ** 2 * PATCHES + 2 * PATCHES ** 2 * width;
  const { channels, kernel } = HEAD;
  const head = PATCHES * channels * kernel * (width + 4 * channels);
  return (layers * layer + head) / 1e9;
}

/**
 * By a model's name without what stands for the keypoint set. MMPose and its relatives count a multiplication with its
 * addition as one operation, Megvii (YOLOX) as two.
 */
const WORK: Readonly<Record<string, readonly [gmacs: number, source: WorkSource]>> = {
  'vitpose-s': [vitpose(384, 12), 'architecture'],
  'vitpose-b': [vitpose(768, 12), 'architecture'],
  'vitpose-l': [vitpose(1024, 24), 'architecture'],
  'vitpose-h': [vitpose(1280, 32), 'architecture'],
  'rtmpose-t': [0.36, 'published'],
  'rtmpose-s': [0.68, 'published'],
  'rtmpose-m': [1.93, 'published'],
  'rtmpose-l': [4.16, 'published'],
  'rtmpose-m-384': [4.33, 'published'],
  'rtmpose-l-384': [9.35, 'published'],
  'rtmpose-x': [17.2, 'published'],
  'rtmpose-m-hand': [2.6, 'published'],
  'rtmpose-t-face': [0.65, 'published'],
  'rtmpose-s-face': [1.1, 'published'],
  'rtmpose-m-face': [2.9, 'published'],
  'rtmpose-m-animal': [2.6, 'published'],
  'rtmw-m': [4.3, 'published'],
  'rtmw-l': [7.9, 'published'],
  'rtmw-l-384': [17.7, 'published'],
  'rtmw-x': [29.3, 'published'],
  'dwpose-t': [0.5, 'published'],
  'dwpose-s': [0.9, 'published'],
  'dwpose-m': [2.2, 'published'],
  'dwpose-l': [4.5, 'published'],
  'dwpose-l-384': [10.1, 'published'],
  // A YOLOX of the same size, and a fifth more for the poses.
  'rtmo-t': [3.9, 'guess'],
  'rtmo-s': [16, 'guess'],
  'rtmo-m': [44, 'guess'],
  'rtmo-l': [93, 'guess'],
  'yolox-nano': [1.08 / 2, 'published'],
  'yolox-tiny': [6.45 / 2, 'published'],
  'yolox-s': [26.8 / 2, 'published'],
  'yolox-m': [73.8 / 2, 'published'],
  'yolox-l': [155.6 / 2, 'published'],
  'yolox-x': [281.9 / 2, 'published'],
  'rtmdet-nano': [0.31, 'published'],
  'rtmdet-nano-hand': [0.31, 'published'],
  'rtmdet-m': [39.3, 'published'],
  // From their times beside that of YOLOX-nano; MultiPose on a picture of 16 to 9.
  'movenet-multipose': [0.45, 'measured'],
  'movenet-thunder': [0.8, 'measured'],
  'movenet-lightning': [0.2, 'measured'],
};

/** The work of a catalogue's model; undefined for a name that is none. */
export function workOf(name: string): ModelWork | undefined {
  const family = CATALOGUE.find((model) => model.name === name)?.family;
  const plain = name.replace(/-(?:25|26|wholebody|coco)(?=-|$)/u, '');
  const work = Object.hasOwn(WORK, plain) ? WORK[plain] : undefined;
  if (family === undefined || work === undefined) return undefined;
  const [gmacs, source] = work;
  return { gmacs, source, family };
}
