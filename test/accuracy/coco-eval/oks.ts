/** Object keypoint similarity: how well a pose agrees with a labelled person. */

/** A person as COCO labels one. */
export interface LabelledPerson {
  /** `[K, 3]` flattened: x, y, and 0 where the keypoint is not labelled. */
  keypoints: readonly number[];
  /** Area of the person in square pixels. */
  area: number;
  /** Left, top, width, height in pixels. */
  bbox: readonly [number, number, number, number];
}

/**
 * Similarity from 0 to 1 over the labelled keypoints. Of a person without any, it tells how near the pose is to their
 * box enlarged threefold: that person is not asked for, and whoever finds them is not to blame.
 *
 * @param pose `[K, 3]` flattened: x, y, and a value that is not looked at.
 * @param sigmas falloff of each keypoint. @see pycocotools' `COCOeval.computeOks`
 */
export function oks(pose: readonly number[], person: LabelledPerson, sigmas: readonly number[]): number {
  const labelled = sigmas.map((_, index) => (person.keypoints[3 * index + 2] as number) > 0);
  const anyLabelled = labelled.includes(true);
  const squared = anyLabelled ? squaredDistance : squaredDistanceToSurroundings;
  let [sum, count] = [0, 0];
  for (const [index, sigma] of sigmas.entries()) {
    if (anyLabelled && labelled[index] === false) continue;
    const error = squared(pose, person, index) / (2 * sigma) ** 2 / (person.area + Number.EPSILON) / 2;
    sum += Math.exp(-error);
    count += 1;
  }
  return sum / count;
}

function squaredDistance(pose: readonly number[], { keypoints }: LabelledPerson, index: number): number {
  const [dx, dy] = [0, 1].map((axis) => at(pose, index, axis) - at(keypoints, index, axis)) as [
    number,
    number,
  ];
  return dx ** 2 + dy ** 2;
}

function squaredDistanceToSurroundings(
  pose: readonly number[],
  { bbox: [left, top, width, height] }: LabelledPerson,
  index: number,
): number {
  const dx = distanceToSpan(at(pose, index, 0), left - width, left + width * 2);
  const dy = distanceToSpan(at(pose, index, 1), top - height, top + height * 2);
  return dx ** 2 + dy ** 2;
}

function distanceToSpan(value: number, from: number, to: number): number {
  return Math.max(0, from - value) + Math.max(0, value - to);
}

function at(keypoints: readonly number[], index: number, axis: number): number {
  return keypoints[3 * index + axis] as number;
}
