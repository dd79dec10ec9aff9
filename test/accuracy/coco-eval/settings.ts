/** The fixed figures of the COCO evaluation: `Params` of pycocotools. */

/** Smallest and largest area that counts, in square pixels, both included. */
export type AreaRange = readonly [least: number, most: number];

/** Sizes of people and things; keypoints are not evaluated for small ones. */
export const AREA_RANGES = {
  all: [0, 1e5 ** 2],
  small: [0, 32 ** 2],
  medium: [32 ** 2, 96 ** 2],
  large: [96 ** 2, 1e5 ** 2],
} as const satisfies Record<string, AreaRange>;

/** Name of a range of areas. */
export type AreaName = keyof typeof AREA_RANGES;

/** Similarities from which on a detection counts as the thing itself: .50, .55 … .95. */
export const SIMILARITY_THRESHOLDS: readonly number[] = evenlySpaced(0.5, 0.95, 10);

/** Recalls at which precision is read: 0, .01 … 1. */
export const RECALL_THRESHOLDS: readonly number[] = evenlySpaced(0, 1, 101);

/** numpy's `linspace`, bit by bit: a similarity that lies exactly on a threshold must fall on the same side. */
function evenlySpaced(first: number, last: number, count: number): number[] {
  const step = (last - first) / (count - 1);
  return Array.from({ length: count }, (_, index) => (index === count - 1 ? last : index * step + first));
}
