/** The figures in which an evaluation is summed up: `COCOeval.summarize`. */
import type { Curves } from './curves.ts';
import type { AreaName } from './settings.ts';

/** What a figure is the mean of. */
export interface Statistic {
  of: keyof Curves;
  /** Sizes that count. */
  area: AreaName;
  /** Detections of a picture that count, best scores first. */
  most: number;
  /** Index of the one similarity threshold; absent: the mean over all. */
  threshold?: number;
}

/** Where .50 and .75 stand among the similarity thresholds. */
const [AT_50, AT_75] = [0, 5];

/** Average precision and recall of poses, at all similarities, at single ones, and by size. */
export const KEYPOINT_STATISTICS = {
  AP: { of: 'precision', area: 'all', most: 20 },
  AP50: { of: 'precision', area: 'all', most: 20, threshold: AT_50 },
  AP75: { of: 'precision', area: 'all', most: 20, threshold: AT_75 },
  APm: { of: 'precision', area: 'medium', most: 20 },
  APl: { of: 'precision', area: 'large', most: 20 },
  AR: { of: 'recall', area: 'all', most: 20 },
  AR50: { of: 'recall', area: 'all', most: 20, threshold: AT_50 },
  AR75: { of: 'recall', area: 'all', most: 20, threshold: AT_75 },
  ARm: { of: 'recall', area: 'medium', most: 20 },
  ARl: { of: 'recall', area: 'large', most: 20 },
} as const satisfies Record<string, Statistic>;

/** The same of boxes; recall also with fewer detections a picture. */
export const BOX_STATISTICS = {
  AP: { of: 'precision', area: 'all', most: 100 },
  AP50: { of: 'precision', area: 'all', most: 100, threshold: AT_50 },
  AP75: { of: 'precision', area: 'all', most: 100, threshold: AT_75 },
  APs: { of: 'precision', area: 'small', most: 100 },
  APm: { of: 'precision', area: 'medium', most: 100 },
  APl: { of: 'precision', area: 'large', most: 100 },
  AR1: { of: 'recall', area: 'all', most: 1 },
  AR10: { of: 'recall', area: 'all', most: 10 },
  AR100: { of: 'recall', area: 'all', most: 100 },
  ARs: { of: 'recall', area: 'small', most: 100 },
  ARm: { of: 'recall', area: 'medium', most: 100 },
  ARl: { of: 'recall', area: 'large', most: 100 },
} as const satisfies Record<string, Statistic>;

/** The figure over the categories that were asked for; -1 when there are none. */
export function statisticOf({ of, threshold }: Statistic, categories: readonly Curves[]): number {
  const values = categories.flatMap((curves) => {
    const rows = curves[of];
    return (threshold === undefined ? rows : [rows[threshold] ?? []]).flat();
  });
  return values.length === 0 ? -1 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
