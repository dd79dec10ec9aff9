/**
 * The 25 keypoints of easy_ViTPose's `coco_25` models: COCO's, the feet, and the middles of shoulders and hips. Order
 * and links are theirs (`vit_utils/visualization.py`); colours follow the sides, as MMPose colours COCO's.
 */
import { COCO_17 } from './coco-17.ts';
import { BLUE, flipByName, GREEN, type KeypointSet, links, ORANGE } from './keypoint-set.ts';

const FEET = ['big_toe', 'small_toe', 'heel'];
const names = [
  ...COCO_17.names.slice(0, 5),
  'neck',
  ...COCO_17.names.slice(5, 13),
  'hip',
  ...COCO_17.names.slice(13),
  ...FEET.map((point) => `left_${point}`),
  ...FEET.map((point) => `right_${point}`),
];

/** Those that COCO has not: Halpe's for neck and hip, COCO-WholeBody's for the feet. */
const OWN_SIGMAS: Readonly<Record<string, number>> = {
  neck: 0.026,
  hip: 0.066,
  left_big_toe: 0.068,
  left_small_toe: 0.066,
  left_heel: 0.066,
  right_big_toe: 0.092,
  right_small_toe: 0.094,
  right_heel: 0.094,
};

/** COCO's keypoints, the feet, neck and hip. */
export const COCO_25: KeypointSet = {
  name: 'coco-25',
  names,
  colours: names.map((name, index) => {
    if (index < 6 || name === 'hip') return BLUE;
    return name.startsWith('left_') ? GREEN : ORANGE;
  }),
  skeleton: [
    ...links(GREEN, [17, 15], [15, 12]),
    ...links(ORANGE, [18, 16], [16, 13]),
    ...links(BLUE, [12, 14], [13, 14], [5, 14], [6, 5], [7, 5]),
    ...links(GREEN, [6, 8]),
    ...links(ORANGE, [7, 9]),
    ...links(GREEN, [8, 10]),
    ...links(ORANGE, [9, 11]),
    ...links(BLUE, [1, 2], [0, 1], [0, 2], [1, 3], [2, 4]),
    ...links(GREEN, [17, 21], [19, 20], [19, 21]),
    ...links(ORANGE, [18, 24], [22, 23], [22, 24]),
    ...links(BLUE, [5, 0]),
  ],
  sigmas: names.map((name) => OWN_SIGMAS[name] ?? (COCO_17.sigmas[COCO_17.names.indexOf(name)] as number)),
  flip: flipByName(names),
};
