/** What a set of keypoints is, and short ways to write long ones. */

/** An RGB colour, each channel 0..255. */
export type Rgb = readonly [number, number, number];

/** One line of a skeleton. */
export interface SkeletonLink {
  from: number;
  to: number;
  colour: Rgb;
}

/** A set of keypoints that models can give. Arrays are indexed by keypoint. */
export interface KeypointSet {
  name: string;
  names: readonly string[];
  colours: readonly Rgb[];
  skeleton: readonly SkeletonLink[];
  /** From here to the last, keypoints lie so close together, in a face and on hands, that they are drawn at half the size. */
  fineFrom?: number;
  /** Falloff of each keypoint in OKS, as the COCO evaluation defines it. */
  sigmas: readonly number[];
  /** Index of the mirrored keypoint; its own where there is none. */
  flip: readonly number[];
}

/** MMPose's colours of the middle, the left and the right of a body. */
export const BLUE: Rgb = [51, 153, 255];
export const GREEN: Rgb = [0, 255, 0];
export const ORANGE: Rgb = [255, 128, 0];

/** Lines of one colour between pairs of keypoints. @example links(GREEN, [15, 13], [13, 11]) */
export function links(colour: Rgb, ...pairs: readonly (readonly [number, number])[]): SkeletonLink[] {
  return pairs.map(([from, to]) => ({ from, to, colour }));
}

/** Lines of one colour from keypoint to keypoint. @example chain(ORANGE, 0, 1, 2) is 0–1 and 1–2 */
export function chain(colour: Rgb, ...points: readonly number[]): SkeletonLink[] {
  return points.slice(1).map((to, index) => ({ from: points[index] as number, to, colour }));
}

/** The same value so many times, run after run. @example runs([2, BLUE], [1, GREEN]) */
export function runs<T>(...parts: readonly (readonly [number, T])[]): T[] {
  return parts.flatMap(([times, value]) => new Array<T>(times).fill(value));
}

/** `first`, `first + 1`, … `last`; downwards when `last` is the smaller one. */
export function range(first: number, last: number): number[] {
  const step = last < first ? -1 : 1;
  return Array.from({ length: Math.abs(last - first) + 1 }, (_, index) => first + step * index);
}

/** The mirrored keypoint of each, from pairs of left and right; all others are their own. */
export function flipOf(count: number, pairs: readonly (readonly [number, number])[]): number[] {
  const flip = range(0, count - 1);
  for (const [left, right] of pairs) {
    flip[left] = right;
    flip[right] = left;
  }
  return flip;
}

/** Pairs of two runs of equal length. @example zip([0, 1], [32, 31]) is [0, 32] and [1, 31] */
export function zip(left: readonly number[], right: readonly number[]): [number, number][] {
  return left.map((index, at) => [index, right[at] as number]);
}

/** The mirrored keypoint of each, by names that say `left_` and `right_`, or begin with `L_` and `R_`. */
export function flipByName(names: readonly string[]): number[] {
  return names.map((name, index) => {
    const other = names.indexOf(mirroredName(name));
    return other === -1 ? index : other;
  });
}

/** The name of the other side: `left_eye` for `right_eye`, `R_Hip` for `L_Hip`; the same where there is no side. */
export function mirroredName(name: string): string {
  const sides: Readonly<Record<string, string>> = { left_: 'right_', right_: 'left_', L_: 'R_', R_: 'L_' };
  return name.replace(/^(left_|right_|L_|R_)/, (side) => sides[side] as string);
}
