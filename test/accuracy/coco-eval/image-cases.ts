/** Sorts labels and detections by category and picture: what is matched with what. */
import { AccuracyError } from './accuracy-error.ts';
import type { CocoAnnotation, CocoLabels } from './labels.ts';
import type { ImageCase } from './match-image.ts';
import type { SizedResult } from './results.ts';

/** How one kind of detection is held against the labels. */
export interface CaseRules {
  /** Detections of a picture and category that are looked at, best scores first. */
  most: number;
  /** Whether a label is not asked for, whatever its size. */
  isIgnored(truth: CocoAnnotation): boolean;
  /** 0..1. */
  similarity(detection: SizedResult, truth: CocoAnnotation): number;
}

/**
 * For each category the pictures in the order of their ids. Labels of other pictures, and detections of other
 * categories, do not count.
 *
 * @throws AccuracyError when a detection is of a picture that the labels do not have
 */
export function imageCases(
  labels: CocoLabels,
  results: readonly SizedResult[],
  rules: CaseRules,
): ImageCase[][] {
  const images = ascending(labels.images);
  checkImages(results, new Set(images));
  const truths = Map.groupBy(labels.annotations, place);
  const detections = Map.groupBy(results, place);
  return ascending(labels.categories).map((category_id) =>
    images.map((image_id) => {
      const key = place({ image_id, category_id });
      return imageCase(truths.get(key) ?? [], detections.get(key) ?? [], rules);
    }),
  );
}

function imageCase(
  truths: readonly CocoAnnotation[],
  results: readonly SizedResult[],
  { most, isIgnored, similarity }: CaseRules,
): ImageCase {
  const detections = [...results].sort((a, b) => b.score - a.score).slice(0, most);
  return {
    truths: truths.map((truth) => ({
      area: truth.area,
      ignored: isIgnored(truth),
      crowd: truth.iscrowd === 1,
    })),
    detections,
    similarity: detections.map((detection) => truths.map((truth) => similarity(detection, truth))),
  };
}

function checkImages(results: readonly SizedResult[], images: ReadonlySet<number>): void {
  const stray = results.findIndex(({ image_id }) => !images.has(image_id));
  if (stray < 0) return;
  const field = `results[${stray}].image_id`;
  throw new AccuracyError(`${field} is ${results[stray]?.image_id}, which is no image of the labels.`);
}

function ascending(items: readonly { id: number }[]): number[] {
  return [...new Set(items.map(({ id }) => id))].sort((a, b) => a - b);
}

function place({ image_id, category_id }: { image_id: number; category_id: number }): string {
  return `${category_id}/${image_id}`;
}
