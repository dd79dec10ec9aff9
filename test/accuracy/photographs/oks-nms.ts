/** Drops poses that are another one over again, as MMPose's evaluation does (`oks_nms`). */
import { oks } from '../coco-eval/oks.ts';

/** A pose that may be dropped. */
interface ScoredPose {
  /** `[K, 3]` flattened: x, y, score. */
  keypoints: readonly number[];
  /** Left, top, width, height in pixels. */
  bbox: readonly [number, number, number, number];
  score: number;
}

/** Poses more alike than this are one (`nms_thr`). */
const MOST_ALIKE = 0.9;
/** MMPose measures people by their padded box. */
const PADDING = 1.25;

/** The poses that are left, best scores first. */
export function withoutTwins<P extends ScoredPose>(poses: readonly P[], sigmas: readonly number[]): P[] {
  const kept: P[] = [];
  for (const pose of poses.toSorted((a, b) => b.score - a.score)) {
    if (kept.every((better) => likeness(better, pose, sigmas) <= MOST_ALIKE)) kept.push(pose);
  }
  return kept;
}

function likeness(a: ScoredPose, b: ScoredPose, sigmas: readonly number[]): number {
  const keypoints = b.keypoints.map((value, index) => (index % 3 === 2 ? 1 : value));
  return oks(a.keypoints, { keypoints, area: (paddedArea(a) + paddedArea(b)) / 2, bbox: b.bbox }, sigmas);
}

function paddedArea({ bbox: [, , width, height] }: ScoredPose): number {
  return width * height * PADDING ** 2;
}
