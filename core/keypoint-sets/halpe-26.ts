/** Halpe's 26 keypoints; colours and links as MMPose draws them (`configs/_base_/datasets/halpe26.py`). */
import { COCO_17 } from './coco-17.ts';
import { BLUE, chain, flipByName, GREEN, type KeypointSet, links, ORANGE, runs } from './keypoint-set.ts';

const names = [
  ...COCO_17.names,
  'head',
  'neck',
  'hip',
  ...['big_toe', 'small_toe', 'heel'].flatMap((point) => [`left_${point}`, `right_${point}`]),
];

/** COCO's keypoints, head, neck, hip and the feet. */
export const HALPE_26: KeypointSet = {
  name: 'halpe-26',
  names,
  colours: [...COCO_17.colours, ...runs([9, ORANGE])],
  skeleton: [
    ...chain(GREEN, 15, 13, 11, 19),
    ...chain(ORANGE, 16, 14, 12, 19),
    ...chain(BLUE, 17, 18, 19),
    ...chain(GREEN, 18, 5, 7, 9),
    ...chain(ORANGE, 18, 6, 8, 10),
    ...links(BLUE, [1, 2], [0, 1], [0, 2], [1, 3], [2, 4], [3, 5], [4, 6]),
    ...links(GREEN, [15, 20], [15, 22], [15, 24]),
    ...links(ORANGE, [16, 21], [16, 23], [16, 25]),
  ],
  // Halpe's own, as MMPose has them.
  sigmas: [...COCO_17.sigmas, 0.026, 0.026, 0.066, ...runs([6, 0.079])],
  flip: flipByName(names),
};
