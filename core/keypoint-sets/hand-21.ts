/**
 * The 21 keypoints of a hand in COCO-WholeBody: the wrist, and four from the palm to the tip of each finger. Colours and
 * links as MMPose draws them (`configs/_base_/datasets/coco_wholebody_hand.py`).
 */
import {
  chain,
  GREEN,
  type KeypointSet,
  ORANGE,
  type Rgb,
  range,
  runs,
  type SkeletonLink,
} from './keypoint-set.ts';

/** The fingers in order, each with its colour. */
export const FINGERS: readonly (readonly [name: string, colour: Rgb])[] = [
  ['thumb', ORANGE],
  ['forefinger', [255, 153, 255]],
  ['middle_finger', [102, 178, 255]],
  ['ring_finger', [255, 51, 51]],
  ['pinky_finger', GREEN],
];

/** Names of the points of all fingers. */
export const FINGER_POINTS: readonly string[] = FINGERS.flatMap(([name]) =>
  range(1, 4).map((number) => name + number),
);

/** Colours of the wrist and of the points of all fingers. */
export const HAND_COLOURS: readonly Rgb[] = runs<Rgb>(
  [1, [255, 255, 255]],
  ...FINGERS.map(([, colour]) => [4, colour] as const),
);

/** Sigmas of the wrist and of the points of all fingers: COCO-WholeBody's. */
export const HAND_SIGMAS: readonly number[] = [
  0.029, 0.022, 0.035, 0.037, 0.047, 0.026, 0.025, 0.024, 0.035, 0.018, 0.024, 0.022, 0.026, 0.017, 0.021,
  0.021, 0.032, 0.02, 0.019, 0.022, 0.031,
];

/** The links of a hand whose wrist is the keypoint `wrist`, and whose fingers follow it. */
export function handLinks(wrist: number): SkeletonLink[] {
  return FINGERS.flatMap(([, colour], finger) => {
    const first = wrist + 1 + 4 * finger;
    return chain(colour, wrist, ...range(first, first + 3));
  });
}

/** One hand, left or right. */
export const HAND_21: KeypointSet = {
  name: 'hand-21',
  names: ['wrist', ...FINGER_POINTS],
  colours: HAND_COLOURS,
  skeleton: handLinks(0),
  sigmas: HAND_SIGMAS,
  flip: range(0, 20),
};
