/** Keypoint sets: names, skeletons, colours and sigmas. Layout and colours are MMPose's (`configs/_base_/datasets`). */

/** An RGB colour, each channel 0..255. */
export type Rgb = readonly [number, number, number];

/** One line of a skeleton. */
export interface SkeletonLink {
  from: number;
  to: number;
  colour: Rgb;
}

/** A set of keypoints that models can give. Arrays are indexed by keypoint. */
export interface KeypointSet {
  name: string;
  names: readonly string[];
  colours: readonly Rgb[];
  skeleton: readonly SkeletonLink[];
  /** Falloff of each keypoint in OKS, as the COCO evaluation defines it. */
  sigmas: readonly number[];
  /** Index of the mirrored keypoint. */
  flip: readonly number[];
}

const BLUE: Rgb = [51, 153, 255];
const GREEN: Rgb = [0, 255, 0];
const ORANGE: Rgb = [255, 128, 0];

/** COCO's 17 keypoints. */
export const COCO_17: KeypointSet = {
  name: 'coco-17',
  names: [
    'nose',
    'left_eye',
    'right_eye',
    'left_ear',
    'right_ear',
    'left_shoulder',
    'right_shoulder',
    'left_elbow',
    'right_elbow',
    'left_wrist',
    'right_wrist',
    'left_hip',
    'right_hip',
    'left_knee',
    'right_knee',
    'left_ankle',
    'right_ankle',
  ],
  colours: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16].map((index) =>
    index < 5 ? BLUE : index % 2 === 1 ? GREEN : ORANGE,
  ),
  skeleton: [
    link(15, 13, GREEN),
    link(13, 11, GREEN),
    link(16, 14, ORANGE),
    link(14, 12, ORANGE),
    link(11, 12, BLUE),
    link(5, 11, BLUE),
    link(6, 12, BLUE),
    link(5, 6, BLUE),
    link(5, 7, GREEN),
    link(6, 8, ORANGE),
    link(7, 9, GREEN),
    link(8, 10, ORANGE),
    link(1, 2, BLUE),
    link(0, 1, BLUE),
    link(0, 2, BLUE),
    link(1, 3, BLUE),
    link(2, 4, BLUE),
    link(3, 5, BLUE),
    link(4, 6, BLUE),
  ],
  sigmas: [
    0.026, 0.025, 0.025, 0.035, 0.035, 0.079, 0.079, 0.072, 0.072, 0.062, 0.062, 0.107, 0.107, 0.087, 0.087,
    0.089, 0.089,
  ],
  flip: [0, 2, 1, 4, 3, 6, 5, 8, 7, 10, 9, 12, 11, 14, 13, 16, 15],
};

/** Every keypoint set by its name. */
export const KEYPOINT_SETS = { 'coco-17': COCO_17 } as const satisfies Record<string, KeypointSet>;

/** Name of a keypoint set. */
export type KeypointSetName = keyof typeof KEYPOINT_SETS;

function link(from: number, to: number, colour: Rgb): SkeletonLink {
  return { from, to, colour };
}
