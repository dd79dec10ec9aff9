/** Reads RTMO: `dets [N, 5]` (x1, y1, x2, y2, score) and `keypoints [N, K, 3]` (x, y, score), in pixels of the input. */
import { boxAt } from './detections.ts';
import type { RawPerson, RawPose, ReadPeople } from './raw-answer.ts';
import type { Tensor } from './session.ts';

const COLUMNS = 5;

/** Reads people and their poses. */
export const readRtmo: ReadPeople = ([dets, keypoints], threshold) => {
  const people: RawPerson[] = [];
  const { data, shape } = dets as Tensor;
  for (let row = 0; row < (shape[0] as number); row++) {
    const score = data[row * COLUMNS + 4] as number;
    // A score that is no number stays, for the check that follows.
    if (score < threshold) continue;
    people.push({ box: boxAt(data, row * COLUMNS), score, pose: poseAt(keypoints as Tensor, row) });
  }
  return people;
};

function poseAt({ data, shape }: Tensor, row: number): RawPose {
  const count = shape[1] as number;
  const pose: RawPose = { points: new Float32Array(2 * count), scores: new Float32Array(count) };
  for (let keypoint = 0, at = row * count * 3; keypoint < count; keypoint++, at += 3) {
    pose.points[2 * keypoint] = data[at] as number;
    pose.points[2 * keypoint + 1] = data[at + 1] as number;
    pose.scores[keypoint] = data[at + 2] as number;
  }
  return pose;
}
