/** Detections in COCO's results layout. */
import * as z from 'zod';
import { AccuracyError } from './accuracy-error.ts';
import { cocoBoxSchema } from './labels.ts';

const resultSchema = z.object({
  image_id: z.int(),
  category_id: z.int(),
  /** `[K, 3]` flattened: x, y, score. */
  keypoints: z.array(z.number()).optional(),
  bbox: cocoBoxSchema.optional(),
  score: z.number(),
});

/** Schema of a results file. */
export const resultsSchema = z.array(resultSchema);

/** A detection. */
export type CocoResult = z.infer<typeof resultSchema>;

/** A detection with the box that stands for its size. */
export type SizedResult = CocoResult & { bbox: z.infer<typeof cocoBoxSchema>; area: number };

/**
 * Gives every detection a box and an area, as pycocotools' `loadRes` does: by the boxes when the first detection has
 * one, otherwise by what the keypoints span.
 *
 * @throws AccuracyError when a detection has not what the first one has
 */
export function sizedResults(results: readonly CocoResult[]): SizedResult[] {
  const byBox = results[0]?.bbox !== undefined;
  return results.map((result, index) => {
    const bbox = byBox ? result.bbox : span(result.keypoints);
    if (bbox !== undefined) return { ...result, bbox, area: bbox[2] * bbox[3] };
    const field = byBox ? 'bbox' : 'keypoints';
    throw new AccuracyError(`results[${index}].${field} is missing; all results must be of the same kind.`);
  });
}

function span(keypoints: readonly number[] | undefined): SizedResult['bbox'] | undefined {
  if (keypoints === undefined) return undefined;
  const [x, y] = [0, 1].map((axis) => keypoints.filter((_, index) => index % 3 === axis)) as [
    number[],
    number[],
  ];
  const [left, top] = [Math.min(...x), Math.min(...y)];
  return [left, top, Math.max(...x) - left, Math.max(...y) - top];
}
