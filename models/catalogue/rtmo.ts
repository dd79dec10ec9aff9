/** RTMO (Lu et al. 2024): everybody's pose in one pass. */
import { letterboxInput } from './letterbox-input.ts';
import type { ModelContract } from './model-contract.ts';
import type { ModelEntry, ModelFile } from './model-entry.ts';
import { OPENMMLAB, sdkArchive } from './openmmlab.ts';

/** What distinguishes an entry. */
interface Rtmo {
  name: string;
  aliases?: readonly string[];
  word: string;
  side: number;
  archive: string;
  /** The archive's own hash and size, where they are published. */
  packed?: { sha256: string; bytes: number };
  file?: ModelFile;
}

/** Catalogue entries of the family. */
export const RTMO: readonly ModelEntry[] = [
  entry({
    name: 'rtmo-t',
    word: 'tiny',
    side: 416,
    archive: 'rtmo-t_8xb32-600e_body7-416x416-f48f75cb_20231219',
  }),
  entry({
    name: 'rtmo-s',
    word: 'small',
    side: 640,
    archive: 'rtmo-s_8xb32-600e_body7-640x640-dac2bf74_20231211',
    packed: {
      sha256: '3da7ad88b209f9da8be87ba5c325610639af04de3b5c8a96649b98cd9e2848a2',
      bytes: 36_442_532,
    },
    file: {
      sha256: 'd0703d40d19f3921da51ae725402d5fdae4d2478c7442072d3101bd396f370d8',
      bytes: 39_617_685,
    },
  }),
  entry({
    name: 'rtmo-m',
    word: 'medium',
    side: 640,
    archive: 'rtmo-m_16xb16-600e_body7-640x640-39e78cc4_20231211',
  }),
  entry({
    name: 'rtmo-l',
    // MMPose's own alias of the largest one.
    aliases: ['rtmo'],
    word: 'large',
    side: 640,
    archive: 'rtmo-l_16xb16-600e_body7-640x640-b37118ce_20231211',
  }),
];

function entry({ aliases = [], archive, file = {}, name, packed, side, word }: Rtmo): ModelEntry {
  return {
    name,
    aliases,
    family: 'rtmo',
    task: 'one-stage',
    title: `RTMO ${word}: everybody's 17 keypoints in one pass`,
    file,
    source: { ...sdkArchive('rtmo', archive), ...packed },
    licence: OPENMMLAB,
    contract: contract(side),
  };
}

function contract(side: number): ModelContract {
  return {
    input: letterboxInput('input', side),
    outputs: [
      { name: 'dets', shape: [1, 'people', 5] },
      { name: 'keypoints', shape: [1, 'people', 17, 3] },
    ],
    decode: { kind: 'rtmo' },
    keypoints: 'coco-17',
  };
}
