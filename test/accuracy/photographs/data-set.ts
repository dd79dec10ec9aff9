/** A folder of photographs and what is labelled in them, in COCO's layout. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { AccuracyError } from '../coco-eval/accuracy-error.ts';
import { type CocoAnnotation, type CocoImage, type CocoLabels, labelsSchema } from '../coco-eval/labels.ts';
import { readJson } from '../coco-eval/read-json.ts';

/** Photographs of people with labelled keypoints. */
export interface DataSet {
  folder: string;
  annotations: string;
  /** The people alone, and the pictures that are looked at. */
  labels: CocoLabels;
  /** By picture, the people who are asked for: labelled one by one, with at least one keypoint. */
  people: ReadonlyMap<number, readonly CocoAnnotation[]>;
  /** Id of the people's category. */
  category: number;
  /** Names of the labelled keypoints, in order. */
  keypoints: readonly string[];
}

/** Where photographs are and what is wanted of them. */
export interface DataSetRequest {
  images: string;
  annotations: string;
  /** Only so many pictures, by ascending id. */
  first?: number;
}

/** Files that are named at most when they are missing. */
const MOST_NAMED = 3;

/**
 * Opens a data set; every picture must be there.
 *
 * @throws AccuracyError naming the file, and the field or pictures that are missing
 */
export async function openDataSet({ images, annotations, first }: DataSetRequest): Promise<DataSet> {
  const all = await readJson(annotations, labelsSchema);
  const people = all.categories.find(({ keypoints = [] }) => keypoints.length > 0);
  if (people === undefined) {
    throw new AccuracyError(`${annotations} has no category with "keypoints", the list of their names.`);
  }
  const pictures = all.images.toSorted((a, b) => a.id - b.id).slice(0, first);
  await checkPictures(images, pictures);
  const ids = new Set(pictures.map(({ id }) => id));
  const labels = all.annotations.filter(
    ({ category_id, image_id }) => category_id === people.id && ids.has(image_id),
  );
  return {
    folder: images,
    annotations,
    labels: { images: pictures, annotations: labels, categories: [people] },
    people: Map.groupBy(labels.filter(isAskedFor), ({ image_id }) => image_id),
    category: people.id,
    keypoints: people.keypoints ?? [],
  };
}

function isAskedFor({ iscrowd, num_keypoints = 0 }: CocoAnnotation): boolean {
  return iscrowd === 0 && num_keypoints > 0;
}

async function checkPictures(folder: string, pictures: readonly CocoImage[]): Promise<void> {
  const isThere = (file: string) =>
    access(file).then(
      () => true,
      () => false,
    );
  const found = await Promise.all(pictures.map(({ file_name }) => isThere(join(folder, file_name))));
  const missing = pictures.filter((_, index) => found[index] === false).map(({ file_name }) => file_name);
  if (missing.length === 0) return;
  const named = missing.slice(0, MOST_NAMED).join(', ');
  const more = missing.length > MOST_NAMED ? ` and ${missing.length - MOST_NAMED} more` : '';
  throw new AccuracyError(`${folder} lacks ${named}${more}, of ${pictures.length} pictures of the labels.`);
}
