/** How much two poses are alike: COCO's object keypoint similarity, between frames. */
import { PARAMETERS } from './parameters.ts';

const { keypointScore, leastKeypoints, leastSigma } = PARAMETERS;

/** A pose, in whatever holds its numbers. */
export interface Pose {
  /** `[K, 2]` pixels, flattened. */
  keypoints: ArrayLike<number>;
  /** `[K]` scores. */
  scores: ArrayLike<number>;
}

/** What happened between the frames of two poses. */
export interface Between {
  /** Pixels by which the person moved. */
  moved: readonly [x: number, y: number];
  /** Square pixels of the person. */
  area: number;
  /** Sigma of each keypoint, as COCO defines it. */
  sigmas: readonly number[];
}

/**
 * The mean likeness of the keypoints that are seen in both poses, 0 to 1; undefined when they are too few to tell.
 * Both poses are of the keypoint set of the sigmas.
 */
export function poseLikeness(
  earlier: Pose,
  later: Pose,
  { moved, area, sigmas }: Between,
): number | undefined {
  let [count, sum] = [0, 0];
  for (let index = 0; index < sigmas.length; index++) {
    if (!isSeen(earlier, index) || !isSeen(later, index)) continue;
    const dx = at(later, 2 * index) - at(earlier, 2 * index) - moved[0];
    const dy = at(later, 2 * index + 1) - at(earlier, 2 * index + 1) - moved[1];
    const sigma = Math.max(leastSigma, sigmas[index] as number);
    count += 1;
    sum += Math.exp(-(dx ** 2 + dy ** 2) / (2 * area * (2 * sigma) ** 2));
  }
  return count < leastKeypoints ? undefined : sum / count;
}

function isSeen({ scores }: Pose, index: number): boolean {
  return (scores[index] as number) >= keypointScore;
}

function at({ keypoints }: Pose, place: number): number {
  return keypoints[place] as number;
}
