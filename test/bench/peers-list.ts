/** Which runs of the peers are held against which of ours, and what is wanted. */

import { TINYPOSE, TINYPOSE_SIMCC } from './fixture-entries.ts';
import type { BenchRequest } from './service.ts';
import { sharedWeights } from './shared.ts';

/** A comparison. */
export interface Comparison {
  name: string;
  theirs: { name: string; script: string; job: object };
  ours: BenchRequest;
  /** Wanted: our frames per second by theirs. */
  atLeast?: number;
}

const EVERY_SEVENTH = 7;
const DETECTOR = 'yolox_nano_8xb8-300e_humanart-40f6f0d0.onnx';
const POSES = {
  ViTPose: 'derived_tinypose_vitpose_contract_easyvitpose_names.onnx',
  RTMPose: 'derived_tinypose_simcc_contract.onnx',
} as const;

/** All comparisons. @param drawn where rtmlib writes its video. */
export function comparisons(file: string, drawn: string): Comparison[] {
  return [
    {
      name: 'detector each frame, poses only',
      theirs: rtmlib(file, 'ViTPose'),
      ours: ours(TINYPOSE),
      atLeast: 1.8,
    },
    {
      name: 'detector each frame, drawn and written',
      theirs: rtmlib(file, 'ViTPose', { drawn }),
      ours: ours(TINYPOSE, { visualization: true }),
      atLeast: 1.4,
    },
    {
      name: 'detector every 7 frames, poses only',
      theirs: rtmlib(file, 'RTMPose', { detectEvery: EVERY_SEVENTH }),
      ours: ours(TINYPOSE_SIMCC, { detect_every: EVERY_SEVENTH }),
    },
    {
      name: 'one person followed, here all with a detector every 7 frames',
      theirs: { name: 'MediaPipe', script: 'run_mediapipe.py', job: { file } },
      ours: ours(TINYPOSE, { detect_every: EVERY_SEVENTH }),
      atLeast: 1.5,
    },
    {
      name: 'one person followed, and here one too',
      theirs: { name: 'MediaPipe', script: 'run_mediapipe.py', job: { file } },
      ours: ours(TINYPOSE, { detect_every: EVERY_SEVENTH, max_people: 1 }),
    },
  ];
}

function ours(model: string, options: BenchRequest['options'] = {}): BenchRequest {
  return { model, options: { visualization: false, ...options } };
}

function rtmlib(
  file: string,
  poseClass: keyof typeof POSES,
  { drawn = '', detectEvery = 1 }: { drawn?: string; detectEvery?: number } = {},
): Comparison['theirs'] {
  const weights = { detector: sharedWeights(DETECTOR), pose: sharedWeights(POSES[poseClass]) };
  return {
    name: 'rtmlib',
    script: 'run_rtmlib.py',
    job: { file, poseClass, drawn, detectEvery, ...weights },
  };
}
