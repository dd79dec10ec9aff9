/** Precision and recall over all pictures: `COCOeval.accumulate`. */
import type { ImageMatches, Verdict } from './match-image.ts';
import { RECALL_THRESHOLDS, SIMILARITY_THRESHOLDS } from './settings.ts';

/** How good the detections of one category are, for each similarity threshold. */
export interface Curves {
  /** `[thresholds, recalls]` */
  precision: readonly (readonly number[])[];
  /** `[thresholds]` */
  recall: readonly number[];
}

interface Scored {
  score: number;
  /** For each threshold. */
  verdicts: readonly Verdict[];
}

/** Curves over pictures, in the order of their ids; undefined when nobody is asked for. */
export function curvesOf(images: readonly ImageMatches[], mostDetections: number): Curves | undefined {
  const wanted = images.reduce((sum, image) => sum + image.wanted, 0);
  if (wanted === 0) return undefined;
  // Equal scores stay in the order of pictures: `sort` is stable, as numpy's merge sort is.
  const detections = images
    .flatMap((image) => scoredDetections(image, mostDetections))
    .sort((a, b) => b.score - a.score);
  const curves = SIMILARITY_THRESHOLDS.map((_, threshold) => curveAt(detections, threshold, wanted));
  return {
    precision: curves.map(({ precision }) => precision),
    recall: curves.map(({ recall }) => recall),
  };
}

function scoredDetections({ scores, verdicts }: ImageMatches, most: number): Scored[] {
  return scores.slice(0, most).map((score, index) => ({
    score,
    verdicts: verdicts.map((row) => row[index] as Verdict),
  }));
}

function curveAt(detections: readonly Scored[], threshold: number, wanted: number) {
  const points: { recall: number; precision: number }[] = [];
  let [right, wrong] = [0, 0];
  for (const { verdicts } of detections) {
    if (verdicts[threshold] === 'right') right += 1;
    else if (verdicts[threshold] === 'wrong') wrong += 1;
    points.push({ recall: right / wanted, precision: right / (wrong + right + Number.EPSILON) });
  }
  // The precision at a recall is the best at that recall or a higher one.
  let best = 0;
  for (const point of points.toReversed()) {
    best = Math.max(best, point.precision);
    point.precision = best;
  }
  return { precision: atRecalls(points), recall: points.at(-1)?.recall ?? 0 };
}

function atRecalls(points: readonly { recall: number; precision: number }[]): number[] {
  let index = 0;
  return RECALL_THRESHOLDS.map((recall) => {
    while (index < points.length && (points[index]?.recall ?? 0) < recall) index += 1;
    return points[index]?.precision ?? 0;
  });
}
