/**
 * COCO-WholeBody's 133 keypoints: 17 of the body, 6 of the feet, 68 of the face, 21 of each hand. Names, colours and
 * links as MMPose has them (`configs/_base_/datasets/coco_wholebody.py`): the face has points, but no links.
 */
import { COCO_17 } from './coco-17.ts';
import { FINGER_POINTS, HAND_COLOURS, HAND_SIGMAS, handLinks } from './hand-21.ts';
import {
  flipByName,
  flipOf,
  GREEN,
  type KeypointSet,
  links,
  ORANGE,
  type Rgb,
  range,
  runs,
  zip,
} from './keypoint-set.ts';

const FACE = 23;
const LEFT_HAND = 91;
const RIGHT_HAND = 112;
const WHITE: Rgb = [255, 255, 255];

const FEET = ['big_toe', 'small_toe', 'heel'];
const names = [
  ...COCO_17.names,
  ...['left', 'right'].flatMap((side) => FEET.map((point) => `${side}_${point}`)),
  ...range(0, 67).map((number) => `face-${number}`),
  ...['left', 'right'].flatMap((side) => ['hand_root', ...FINGER_POINTS].map((point) => `${side}_${point}`)),
];

/** Mirrored points of the face, numbered as in its names. Those of the middle line are their own. */
const FACE_PAIRS: readonly [number, number][] = [
  // The outline and the eyebrows.
  ...zip(range(0, 7), range(16, 9)),
  ...zip(range(17, 21), range(26, 22)),
  // The nose's wings; the upper and the lower lids.
  ...zip(range(31, 32), range(35, 34)),
  ...zip(range(36, 39), range(45, 42)),
  ...zip(range(40, 41), range(47, 46)),
  // The lips: outside above and below, inside above and below.
  ...zip(range(48, 50), range(54, 52)),
  ...zip(range(55, 56), range(59, 58)),
  ...zip(range(60, 61), range(64, 63)),
  [65, 67],
];

const FOOT_SIGMAS = [0.068, 0.066, 0.066, 0.092, 0.094, 0.094];
const FACE_SIGMAS = [
  0.042, 0.043, 0.044, 0.043, 0.04, 0.035, 0.031, 0.025, 0.02, 0.023, 0.029, 0.032, 0.037, 0.038, 0.043,
  0.041, 0.045, 0.013, 0.012, 0.011, 0.011, 0.012, 0.012, 0.011, 0.011, 0.013, 0.015, 0.009, 0.007, 0.007,
  0.007, 0.012, 0.009, 0.008, 0.016, 0.01, 0.017, 0.011, 0.009, 0.011, 0.009, 0.007, 0.013, 0.008, 0.011,
  0.012, 0.01, 0.034, 0.008, 0.008, 0.009, 0.008, 0.008, 0.007, 0.01, 0.008, 0.009, 0.009, 0.009, 0.007,
  0.007, 0.008, 0.011, 0.008, 0.008, 0.008, 0.01, 0.008,
];

const faceFlip = flipOf(
  names.length,
  FACE_PAIRS.map(([left, right]) => [FACE + left, FACE + right]),
);

/** Body, feet, face and hands. */
export const COCO_WHOLEBODY_133: KeypointSet = {
  name: 'coco-wholebody-133',
  names,
  colours: [
    ...COCO_17.colours,
    ...runs<Rgb>([FEET.length * 2, ORANGE], [LEFT_HAND - FACE, WHITE]),
    ...HAND_COLOURS,
    ...HAND_COLOURS,
  ],
  skeleton: [
    ...COCO_17.skeleton,
    ...links(GREEN, [15, 17], [15, 18], [15, 19]),
    ...links(ORANGE, [16, 20], [16, 21], [16, 22]),
    ...handLinks(LEFT_HAND),
    ...handLinks(RIGHT_HAND),
  ],
  fineFrom: FACE,
  sigmas: [...COCO_17.sigmas, ...FOOT_SIGMAS, ...FACE_SIGMAS, ...HAND_SIGMAS, ...HAND_SIGMAS],
  flip: flipByName(names).map((other, index) => (other === index ? (faceFlip[index] as number) : other)),
};
