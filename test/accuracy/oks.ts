/** Object keypoint similarity: how well a pose agrees with a labelled person, as the COCO evaluation defines it. */
import type { Point } from './joint-error.ts';

/** A person as COCO labels one. */
export interface LabelledPerson {
  /** `[K, 3]` flattened: x, y, and 0 where the keypoint is not labelled. */
  keypoints: readonly number[];
  /** Area of the person in square pixels. */
  area: number;
}

/**
 * Similarity from 0 to 1 over the labelled keypoints; NaN when there are none.
 *
 * @param sigmas falloff of each keypoint. @see pycocotools' `COCOeval.computeOks`
 */
export function oks(pose: readonly Point[], person: LabelledPerson, sigmas: readonly number[]): number {
  const similarities = sigmas.flatMap((sigma, index) => {
    const [x = 0, y = 0, visibility = 0] = person.keypoints.slice(3 * index, 3 * index + 3);
    if (visibility === 0) return [];
    const [ownX, ownY] = pose[index] as Point;
    const squared = (ownX - x) ** 2 + (ownY - y) ** 2;
    return [Math.exp(-squared / (2 * person.area * (2 * sigma) ** 2))];
  });
  return similarities.reduce((sum, similarity) => sum + similarity, 0) / similarities.length;
}
