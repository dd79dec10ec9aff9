/** Every keypoint set by its name: what models give, how it is drawn and how it is compared. */
import { AP10K_17 } from './keypoint-sets/ap10k-17.ts';
import { COCO_17 } from './keypoint-sets/coco-17.ts';
import { COCO_25 } from './keypoint-sets/coco-25.ts';
import { COCO_WHOLEBODY_133 } from './keypoint-sets/coco-wholebody-133.ts';
import { FACE_106 } from './keypoint-sets/face-106.ts';
import { HALPE_26 } from './keypoint-sets/halpe-26.ts';
import { HAND_21 } from './keypoint-sets/hand-21.ts';
import type { KeypointSet } from './keypoint-sets/keypoint-set.ts';

export { COCO_17 } from './keypoint-sets/coco-17.ts';
export type { KeypointSet, Rgb, SkeletonLink } from './keypoint-sets/keypoint-set.ts';

/** Every keypoint set by its name. */
export const KEYPOINT_SETS = {
  'coco-17': COCO_17,
  'coco-25': COCO_25,
  'halpe-26': HALPE_26,
  'coco-wholebody-133': COCO_WHOLEBODY_133,
  'hand-21': HAND_21,
  'face-106': FACE_106,
  'ap10k-17': AP10K_17,
} as const satisfies Record<string, KeypointSet>;

/** Name of a keypoint set. */
export type KeypointSetName = keyof typeof KEYPOINT_SETS;
