/** Reads SimCC (Li et al. 2022): `[K, W × split]` and `[K, H × split]`, of each keypoint one row an axis. */
import type { OutputDecode } from '../../models/catalogue.ts';
import type { RawPose, ReadPose } from './raw-answer.ts';
import type { Tensor } from './session.ts';

/** Where MMPose puts keypoints that score nothing, in samples. */
const NOWHERE = -1;

/** A reader of SimCC, as MMPose's `get_simcc_maximum`; scores may exceed 1, and need not be above zero. */
export function simccReader({ split, score }: Extract<OutputDecode, { kind: 'simcc' }>): ReadPose {
  return ([columns, rows]) => {
    const [horizontal, vertical] = [columns as Tensor, rows as Tensor];
    const keypoints = horizontal.shape[0] as number;
    const pose: RawPose = { points: new Float32Array(2 * keypoints), scores: new Float32Array(keypoints) };
    for (let keypoint = 0; keypoint < keypoints; keypoint++) {
      const [x, y] = [largest(horizontal, keypoint), largest(vertical, keypoint)];
      const value = score === 'min' ? Math.min(x.value, y.value) : (x.value + y.value) / 2;
      pose.points[2 * keypoint] = (value <= 0 ? NOWHERE : x.place) / split;
      pose.points[2 * keypoint + 1] = (value <= 0 ? NOWHERE : y.place) / split;
      pose.scores[keypoint] = value;
    }
    return pose;
  };
}

/** Of one that is no number, if there is such, so that it is seen. */
function largest({ data, shape }: Tensor, row: number): { place: number; value: number } {
  const samples = data as Float32Array;
  const length = shape[1] as number;
  let place = row * length;
  for (let at = place + 1; at < (row + 1) * length; at++) {
    const value = samples[place] as number;
    if (Number.isNaN(value)) break;
    if (!((samples[at] as number) <= value)) place = at;
  }
  return { place: place - row * length, value: samples[place] as number };
}
