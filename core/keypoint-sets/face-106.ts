/**
 * The 106 points of a face in LaPa, without names of their own and without links; colour and mirrored points as MMPose
 * has them (`configs/_base_/datasets/lapa.py`).
 */
import { flipOf, type KeypointSet, type Rgb, range, runs, zip } from './keypoint-set.ts';

const POINTS = 106;
const RED: Rgb = [255, 0, 0];

/**
 * Nobody publishes falloffs for these points. This one lies between those that COCO-WholeBody gives to a face's outline
 * (.02 to .045) and to its features (.007 to .017).
 */
const SIGMA = 0.02;

const PAIRS: readonly [number, number][] = [
  // The outline; the eyebrows, above and below.
  ...zip(range(0, 15), range(32, 17)),
  ...zip(range(33, 37), range(46, 42)),
  ...zip(range(38, 41), range(50, 47)),
  // The nose.
  ...zip(range(55, 59), range(65, 61)),
  // The eyes: above, below, middle.
  ...zip(range(66, 70), range(79, 75)),
  ...zip(range(71, 73), range(82, 80)),
  [74, 83],
  // The lips: outside above and below, inside above and below.
  ...zip(range(84, 86), range(90, 88)),
  ...zip(range(91, 92), range(95, 94)),
  ...zip(range(96, 97), range(100, 99)),
  [101, 103],
  // The pupils.
  [104, 105],
];

/** A face. */
export const FACE_106: KeypointSet = {
  name: 'face-106',
  names: range(0, POINTS - 1).map((number) => `kpt-${number}`),
  colours: runs([POINTS, RED]),
  skeleton: [],
  fineFrom: 0,
  sigmas: runs([POINTS, SIGMA]),
  flip: flipOf(POINTS, PAIRS),
};
