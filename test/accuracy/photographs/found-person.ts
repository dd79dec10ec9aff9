/** From what the worker finds to what the evaluation reads. */
import type { Instance } from '../../../gpu-worker/instance.ts';
import type { CocoResult } from '../coco-eval/results.ts';
import type { KeypointOrder } from './keypoint-order.ts';

/** A person who a model found in a picture. */
export interface FoundPerson {
  image_id: number;
  category_id: number;
  /** `[K, 3]` flattened in the labels' order: x, y, score; empty when boxes alone were found. */
  keypoints: number[];
  /** Left, top, width, height in pixels. */
  bbox: [number, number, number, number];
  boxScore: number;
  /** Score of the pose; of the box when there is no pose. */
  score: number;
  /** Id of the label whose box was given. */
  label?: number;
}

/** Where a person was found, and how the score of their pose is made. */
export interface FindingRules {
  image: number;
  category: number;
  /** Absent for detectors. */
  order?: KeypointOrder | undefined;
  /** Whether a pose's score is that of the box times that of its keypoints; otherwise it is the box's. */
  scoredByKeypoints: boolean;
}

/** Keypoints with lower scores do not enter the pose's score: MMPose's `keypoint_score_thr`. */
const LEAST_KEYPOINT_SCORE = 0.2;

/** A person as the evaluation knows one. */
export function foundPerson(instance: Instance, rules: FindingRules): FoundPerson {
  const { box, boxScore, id } = instance;
  const [left, top, right, bottom] = box;
  const keypoints = rules.order?.indexes.flatMap((index) => keypointOf(instance, index)) ?? [];
  return {
    image_id: rules.image,
    category_id: rules.category,
    keypoints,
    bbox: [left, top, right - left, bottom - top],
    boxScore,
    score: rules.scoredByKeypoints ? boxScore * keypointScore(keypoints) : boxScore,
    ...(id === undefined ? {} : { label: id }),
  };
}

/** A pose in COCO's results layout; without its box, as MMPose writes them. */
export function poseResult({ image_id, category_id, keypoints, score }: FoundPerson): CocoResult {
  return { image_id, category_id, keypoints, score };
}

/** A box in COCO's results layout. */
export function boxResult({ image_id, category_id, bbox, boxScore }: FoundPerson): CocoResult {
  return { image_id, category_id, bbox, score: boxScore };
}

function keypointOf({ keypoints, scores }: Instance, index: number): [number, number, number] {
  return [keypoints[2 * index] as number, keypoints[2 * index + 1] as number, scores[index] as number];
}

/** Mean over the keypoints that were seen at all; 0 when there are none. */
function keypointScore(keypoints: readonly number[]): number {
  const scores = keypoints.filter((value, index) => index % 3 === 2 && value > LEAST_KEYPOINT_SCORE);
  return scores.length === 0 ? 0 : scores.reduce((sum, score) => sum + score, 0) / scores.length;
}
