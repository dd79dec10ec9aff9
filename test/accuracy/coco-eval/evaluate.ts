/** The COCO evaluation of keypoints and of boxes: the same figures as pycocotools' `COCOeval`. */
import { AccuracyError } from './accuracy-error.ts';
import { boxIou } from './box-iou.ts';
import { type Curves, curvesOf } from './curves.ts';
import { type CaseRules, imageCases } from './image-cases.ts';
import type { CocoLabels } from './labels.ts';
import { type ImageCase, matchImage } from './match-image.ts';
import { oks } from './oks.ts';
import { type CocoResult, sizedResults } from './results.ts';
import { AREA_RANGES } from './settings.ts';
import { BOX_STATISTICS, KEYPOINT_STATISTICS, type Statistic, statisticOf } from './statistics.ts';

/** The ten figures of a keypoint evaluation, 0..1; -1 where nobody is asked for. */
export type KeypointStats = Record<keyof typeof KEYPOINT_STATISTICS, number>;
/** The twelve figures of a box evaluation, 0..1; -1 where nothing is asked for. */
export type BoxStats = Record<keyof typeof BOX_STATISTICS, number>;

/** What both labels and results may carry. */
interface WithKeypoints {
  keypoints?: readonly number[] | undefined;
}

/**
 * Evaluates poses by their similarity to the labelled keypoints.
 *
 * @param sigmas falloff of each keypoint, as many as the labels have keypoints.
 * @throws AccuracyError naming what is missing or does not fit
 * @example const { AP } = evaluateKeypoints(labels, results, COCO_17.sigmas)
 */
export function evaluateKeypoints(
  labels: CocoLabels,
  results: readonly CocoResult[],
  sigmas: readonly number[],
): KeypointStats {
  checkKeypoints('annotations', labels.annotations, sigmas.length);
  checkKeypoints('results', results, sigmas.length);
  checkCounts(labels);
  return evaluate(labels, results, KEYPOINT_STATISTICS, {
    most: 20,
    isIgnored: ({ num_keypoints, iscrowd }) => num_keypoints === 0 || iscrowd === 1,
    similarity: ({ keypoints = [] }, truth) =>
      oks(keypoints, { ...truth, keypoints: truth.keypoints ?? [] }, sigmas),
  });
}

/** Evaluates boxes by intersection over union. @throws AccuracyError naming what is missing */
export function evaluateBoxes(labels: CocoLabels, results: readonly CocoResult[]): BoxStats {
  return evaluate(labels, results, BOX_STATISTICS, {
    most: 100,
    isIgnored: ({ iscrowd }) => iscrowd === 1,
    similarity: ({ bbox }, truth) => boxIou(bbox, truth.bbox, truth.iscrowd === 1),
  });
}

function evaluate<N extends string>(
  labels: CocoLabels,
  results: readonly CocoResult[],
  statistics: Readonly<Record<N, Statistic>>,
  rules: CaseRules,
): Record<N, number> {
  const categories = imageCases(labels, sizedResults(results), rules);
  const known = new Map<string, Curves[]>();
  const figure = (statistic: Statistic): number => {
    const key = `${statistic.area} ${statistic.most}`;
    const curves = known.get(key) ?? categories.flatMap((images) => curvesFor(statistic, images) ?? []);
    known.set(key, curves);
    return statisticOf(statistic, curves);
  };
  const entries = Object.entries<Statistic>(statistics);
  return Object.fromEntries(entries.map(([name, statistic]) => [name, figure(statistic)])) as Record<
    N,
    number
  >;
}

function curvesFor({ area, most }: Statistic, images: readonly ImageCase[]): Curves | undefined {
  return curvesOf(
    images.map((image) => matchImage(image, AREA_RANGES[area])),
    most,
  );
}

function checkKeypoints(list: string, items: readonly WithKeypoints[], count: number): void {
  for (const [index, { keypoints }] of items.entries()) {
    if (keypoints?.length === 3 * count) continue;
    const found = keypoints === undefined ? 'is missing' : `has ${keypoints.length} numbers`;
    const needed = `${3 * count} are needed: x, y and a third value for each of ${count} keypoints`;
    throw new AccuracyError(`${list}[${index}].keypoints ${found}; ${needed}.`);
  }
}

function checkCounts({ annotations }: CocoLabels): void {
  const index = annotations.findIndex(({ num_keypoints }) => num_keypoints === undefined);
  if (index < 0) return;
  throw new AccuracyError(
    `annotations[${index}].num_keypoints is missing; it is the number of labelled keypoints.`,
  );
}
