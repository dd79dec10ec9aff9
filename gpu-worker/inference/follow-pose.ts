/** Where a person is looked for in the next frame, by their pose in this one. */
import type { Box, BoxHint, Instance } from '../instance.ts';

/** Keypoints below this score do not shape the box. */
const SURE = 0.2;
/** A person of whom fewer keypoints are sure is let go until the detector looks again. */
const LEAST_KEYPOINTS = 4;
/** Keypoints lie inside the body: the box is larger by this on each side, as a part of its size. */
const MARGIN = 0.1;
/** Points of faces and fingers by their names in whole-body sets. They are many, and sure even where no body is. */
const DETAILS = /^face-|hand_root$|thumb|finger/u;

/** Indices of the keypoints that tell where a body is; all of them in sets of hands or faces alone. */
export function bodyPoints(names: readonly string[]): number[] {
  const all = [...names.keys()];
  const body = all.filter((index) => !DETAILS.test(names[index] as string));
  return body.length < LEAST_KEYPOINTS ? all : body;
}

/**
 * The box that follows a pose, cut at the picture's edges; undefined when the person is no longer sure.
 *
 * @param points indices of the keypoints that count
 */
export function followPose(
  instance: Instance,
  picture: { width: number; height: number },
  points: readonly number[],
): BoxHint | undefined {
  const sure = points.filter((index) => (instance.scores[index] as number) >= SURE);
  if (sure.length < LEAST_KEYPOINTS) return undefined;
  const xs = sure.map((index) => instance.keypoints[2 * index] as number);
  const ys = sure.map((index) => instance.keypoints[2 * index + 1] as number);
  const box = grown([Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)], picture);
  if (box[2] - box[0] < 2 || box[3] - box[1] < 2) return undefined;
  return { box, score: instance.boxScore };
}

function grown([x1, y1, x2, y2]: Box, { width, height }: { width: number; height: number }): Box {
  const dx = (x2 - x1) * MARGIN;
  const dy = (y2 - y1) * MARGIN;
  return [Math.max(0, x1 - dx), Math.max(0, y1 - dy), Math.min(width, x2 + dx), Math.min(height, y2 + dy)];
}
