/** AP-10K's 17 keypoints of four-legged animals; as MMPose has them (`configs/_base_/datasets/ap10k.py`). */
import { BLUE, chain, flipByName, GREEN, type KeypointSet, ORANGE, type Rgb, runs } from './keypoint-set.ts';

const HEAD: Rgb = [0, 0, 255];
const LEFT: Rgb = [0, 255, 255];
const RIGHT: Rgb = [6, 156, 250];

const FRONT = ['Shoulder', 'Elbow', 'F_Paw'];
const BACK = ['Hip', 'Knee', 'B_Paw'];
const names = [
  'L_Eye',
  'R_Eye',
  'Nose',
  'Neck',
  'Root of tail',
  ...[FRONT, BACK].flatMap((leg) => ['L_', 'R_'].flatMap((side) => leg.map((point) => side + point))),
];

/** A four-legged animal. */
export const AP10K_17: KeypointSet = {
  name: 'ap10k-17',
  names,
  colours: runs(
    [1, GREEN],
    [1, ORANGE],
    [5, BLUE],
    [2, GREEN],
    [1, ORANGE],
    [1, GREEN],
    [2, ORANGE],
    [4, GREEN],
  ),
  skeleton: [
    ...chain(HEAD, 0, 1),
    ...chain(HEAD, 0, 2),
    ...chain(HEAD, 1, 2),
    ...chain(GREEN, 2, 3, 4),
    ...chain(LEFT, 3, 5, 6, 7),
    ...chain(RIGHT, 3, 8, 9, 10),
    ...chain(LEFT, 4, 11, 12, 13),
    ...chain(RIGHT, 4, 14, 15, 16),
  ],
  sigmas: [
    0.025, 0.025, 0.026, 0.035, 0.035, 0.079, 0.072, 0.062, 0.079, 0.072, 0.062, 0.107, 0.087, 0.089, 0.107,
    0.087, 0.089,
  ],
  flip: flipByName(names),
};
