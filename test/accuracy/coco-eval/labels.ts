/** Ground truth in COCO's layout: `person_keypoints_*.json` and files like it. */
import * as z from 'zod';

/** Left, top, width and height in pixels. */
export const cocoBoxSchema = z.tuple([z.number(), z.number(), z.number(), z.number()]);

const imageSchema = z.object({
  id: z.int(),
  file_name: z.string().min(1),
  width: z.int().positive(),
  height: z.int().positive(),
});

const annotationSchema = z.object({
  id: z.int(),
  image_id: z.int(),
  category_id: z.int(),
  bbox: cocoBoxSchema,
  /** Square pixels of the person's outline. */
  area: z.number().min(0),
  /** 1 where a box is around a crowd that was not labelled one by one. */
  iscrowd: z.union([z.literal(0), z.literal(1)]).default(0),
  /** `[K, 3]` flattened: x, y, and 0 (not labelled), 1 (hidden) or 2 (visible). */
  keypoints: z.array(z.number()).optional(),
  /** How many keypoints are labelled; people with 0 are not asked for. */
  num_keypoints: z.int().min(0).optional(),
});

const categorySchema = z.object({
  id: z.int(),
  name: z.string(),
  /** Names of the keypoints, in order. */
  keypoints: z.array(z.string()).optional(),
});

/** Schema of a ground truth file; what the evaluation does not read is dropped. */
export const labelsSchema = z.object({
  images: z.array(imageSchema),
  annotations: z.array(annotationSchema).superRefine(refuseTwins),
  categories: z.array(categorySchema),
});

/** Ground truth. */
export type CocoLabels = z.infer<typeof labelsSchema>;
/** A picture that was labelled. */
export type CocoImage = z.infer<typeof imageSchema>;
/** A person or thing in a picture. */
export type CocoAnnotation = z.infer<typeof annotationSchema>;

function refuseTwins(annotations: readonly { id: number }[], context: z.RefinementCtx): void {
  const seen = new Set<number>();
  for (const [index, { id }] of annotations.entries()) {
    if (seen.has(id))
      context.addIssue({ code: 'custom', path: [index, 'id'], message: `${id} is used twice` });
    seen.add(id);
  }
}
