/** COCO's 17 keypoints; colours and links as MMPose draws them (`configs/_base_/datasets/coco.py`). */
import { BLUE, flipByName, GREEN, type KeypointSet, links, ORANGE } from './keypoint-set.ts';

const names = [
  'nose',
  ...['eye', 'ear', 'shoulder', 'elbow', 'wrist', 'hip', 'knee', 'ankle'].flatMap((joint) => [
    `left_${joint}`,
    `right_${joint}`,
  ]),
];

/** COCO's 17 keypoints. */
export const COCO_17: KeypointSet = {
  name: 'coco-17',
  names,
  colours: names.map((name, index) => {
    if (index < 5) return BLUE;
    return name.startsWith('left_') ? GREEN : ORANGE;
  }),
  skeleton: [
    ...links(GREEN, [15, 13], [13, 11]),
    ...links(ORANGE, [16, 14], [14, 12]),
    ...links(BLUE, [11, 12], [5, 11], [6, 12], [5, 6]),
    ...links(GREEN, [5, 7]),
    ...links(ORANGE, [6, 8]),
    ...links(GREEN, [7, 9]),
    ...links(ORANGE, [8, 10]),
    ...links(BLUE, [1, 2], [0, 1], [0, 2], [1, 3], [2, 4], [3, 5], [4, 6]),
  ],
  sigmas: [
    0.026, 0.025, 0.025, 0.035, 0.035, 0.079, 0.079, 0.072, 0.072, 0.062, 0.062, 0.107, 0.107, 0.087, 0.087,
    0.089, 0.089,
  ],
  flip: flipByName(names),
};
