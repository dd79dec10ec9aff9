/** What RTMPose, RTMW and DWPose share: two outputs that classify x and y (SimCC). */
import type { KeypointSetName } from '../../core/keypoint-sets.ts';
import { boxInput, type CropSize } from './box-input.ts';
import type { ModelContract } from './model-contract.ts';

/** Bins a pixel (`simcc_split_ratio`). */
const SPLIT = 2;

/** Sizes of the published models. */
export const CROPS = {
  small: { width: 192, height: 256 },
  large: { width: 288, height: 384 },
  square: { width: 256, height: 256 },
} as const satisfies Record<string, CropSize>;

/** The contract of a model of `count` keypoints. The score is the lower one of both axes, as in MMPose. */
export function simccContract(keypoints: KeypointSetName, count: number, crop: CropSize): ModelContract {
  return {
    input: boxInput('input', crop, false),
    outputs: [
      { name: 'simcc_x', shape: ['batch', count, crop.width * SPLIT] },
      { name: 'simcc_y', shape: ['batch', count, crop.height * SPLIT] },
    ],
    decode: { kind: 'simcc', split: SPLIT, score: 'min' },
    keypoints,
  };
}
