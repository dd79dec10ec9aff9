/** Which of a model's keypoints the labels mean, by their names. */
import type { KeypointSet } from '../../../core/keypoint-sets.ts';
import { AccuracyError } from '../coco-eval/accuracy-error.ts';

/** The labels' keypoints in terms of a model's. */
export interface KeypointOrder {
  /** For each labelled keypoint its index in the model's set. */
  indexes: readonly number[];
  /** Falloff of each labelled keypoint. */
  sigmas: readonly number[];
}

/** Finds each labelled keypoint in a set, which may have more. @throws AccuracyError when one is not in it */
export function keypointOrder(labelled: readonly string[], set: KeypointSet): KeypointOrder {
  const indexes = labelled.map((name) => set.names.indexOf(name));
  const unknown = labelled.filter((_, index) => indexes[index] === -1);
  if (unknown.length > 0) {
    const names = unknown.join(', ');
    throw new AccuracyError(
      `The model's keypoints (${set.name}) do not include ${names}, which is labelled.`,
    );
  }
  return { indexes, sigmas: indexes.map((index) => set.sigmas[index] as number) };
}
