/** Boxes that top-down models are given in place of a detector's. */
import * as z from 'zod';
import type { BoxHint } from '../../../gpu-worker/instance.ts';
import { cocoBoxSchema } from '../coco-eval/labels.ts';
import { readJson } from '../coco-eval/read-json.ts';
import type { DataSet } from './data-set.ts';

/** Where the boxes come from: the labels, the model's own detector, or the path of a file of COCO detections. */
export type BoxSource = 'ground-truth' | 'detector' | (string & {});

/** The boxes of a picture, by its id. */
export type GivenBoxes = (image: number) => BoxHint[];

const detectionsSchema = z.array(
  z.object({ image_id: z.int(), category_id: z.int(), bbox: cocoBoxSchema, score: z.number() }),
);

/**
 * The boxes of a source; undefined when a detector is to find them.
 *
 * @throws AccuracyError naming the file and the field that is wrong
 */
export async function givenBoxes(source: BoxSource, dataSet: DataSet): Promise<GivenBoxes | undefined> {
  if (source === 'detector') return undefined;
  return source === 'ground-truth' ? labelledBoxes(dataSet) : await detectedBoxes(source, dataSet);
}

/** A labelled person's box carries the label's id, so that its pose is held against this very person. */
function labelledBoxes({ people }: DataSet): GivenBoxes {
  return (image) => (people.get(image) ?? []).map(({ bbox, id }) => ({ box: corners(bbox), score: 1, id }));
}

async function detectedBoxes(file: string, { category }: DataSet): Promise<GivenBoxes> {
  const detections = await readJson(file, detectionsSchema);
  const byImage = Map.groupBy(
    detections.filter(({ category_id }) => category_id === category),
    ({ image_id }) => image_id,
  );
  return (image) => (byImage.get(image) ?? []).map(({ bbox, score }) => ({ box: corners(bbox), score }));
}

function corners([left, top, width, height]: z.infer<typeof cocoBoxSchema>): BoxHint['box'] {
  return [left, top, left + width, top + height];
}
