/** What was measured of a model on a data set. */
import assert from 'node:assert/strict';
import { KEYPOINT_SETS } from '../../../core/keypoint-sets.ts';
import { OPTION_DEFAULTS } from '../../../core/task-options.ts';
import type { LoadedModel } from '../../../gpu-worker/inference/loaded-model.ts';
import type { Instance } from '../../../gpu-worker/instance.ts';
import type { ModelTask } from '../../../models/catalogue.ts';
import { boxIou } from '../coco-eval/box-iou.ts';
import {
  type BoxStats,
  evaluateBoxes,
  evaluateKeypoints,
  type KeypointStats,
} from '../coco-eval/evaluate.ts';
import type { CocoAnnotation } from '../coco-eval/labels.ts';
import { oks } from '../coco-eval/oks.ts';
import type { CocoResult } from '../coco-eval/results.ts';
import type { DataSet } from './data-set.ts';
import { boxResult, type FoundPerson, foundPerson, poseResult } from './found-person.ts';
import { type KeypointOrder, keypointOrder } from './keypoint-order.ts';
import { bestPairs, type Likeness, summarizeLikeness } from './likeness.ts';
import { withoutTwins } from './oks-nms.ts';

/** How good something is, person by person and as COCO sums it up, with what COCO's own tools can read. */
export interface Accuracy<S> {
  likeness: Likeness;
  stats: S;
  results: CocoResult[];
}

/** How good a model is. */
export interface Measurement {
  /** Absent for detectors. Likeness is OKS. */
  poses?: Accuracy<KeypointStats>;
  /** Absent for models that are given boxes. Likeness is intersection over union. */
  boxes?: Accuracy<BoxStats>;
}

/** Measures what a model found in each picture, in the order of the data set's pictures. */
export function measurementOf(
  dataSet: DataSet,
  model: LoadedModel,
  task: ModelTask,
  instances: readonly (readonly Instance[])[],
): Measurement {
  const order = task === 'detector' ? undefined : orderOf(dataSet, model);
  const scoredByKeypoints = task === 'top-down';
  const found = dataSet.labels.images.map(({ id }, index) => {
    const rules = { image: id, category: dataSet.category, order, scoredByKeypoints };
    return (instances[index] ?? []).map((instance) => foundPerson(instance, rules));
  });
  return {
    ...(order === undefined ? {} : { poses: poseAccuracy(dataSet, found, order, scoredByKeypoints) }),
    ...(task === 'top-down' ? {} : { boxes: boxAccuracy(dataSet, found) }),
  };
}

function orderOf({ keypoints }: DataSet, { keypointSet }: LoadedModel): KeypointOrder {
  assert(keypointSet !== undefined, 'Models of poses have a keypoint set.');
  return keypointOrder(keypoints, KEYPOINT_SETS[keypointSet]);
}

/** Of poses in boxes that may overlap, those that are there twice do not count for COCO's figures. */
function poseAccuracy(
  dataSet: DataSet,
  found: readonly FoundPerson[][],
  { sigmas }: KeypointOrder,
  mayRepeat: boolean,
): Accuracy<KeypointStats> {
  const likeness = (person: CocoAnnotation, { keypoints, label }: FoundPerson) =>
    label !== undefined && label !== person.id
      ? 0
      : oks(keypoints, { ...person, keypoints: person.keypoints ?? [] }, sigmas);
  const kept = mayRepeat ? found.map((poses) => withoutTwins(poses, sigmas)) : found;
  const results = kept.flat().map(poseResult);
  return {
    likeness: likenessOf(dataSet, found, likeness),
    stats: evaluateKeypoints(dataSet.labels, results, sigmas),
    results,
  };
}

function boxAccuracy(dataSet: DataSet, found: readonly FoundPerson[][]): Accuracy<BoxStats> {
  const results = found.flat().map(boxResult);
  return {
    likeness: likenessOf(dataSet, found, (person, { bbox }) => boxIou(bbox, person.bbox)),
    stats: evaluateBoxes(dataSet.labels, results),
    results,
  };
}

/** Only detections that the service keeps by default count here. */
function likenessOf(
  { labels, people }: DataSet,
  found: readonly FoundPerson[][],
  likeness: (person: CocoAnnotation, detection: FoundPerson) => number,
): Likeness {
  const values = labels.images.flatMap(({ id }, index) => {
    const kept = (found[index] ?? []).filter(({ boxScore }) => boxScore >= OPTION_DEFAULTS.bbox_threshold);
    const rows = (people.get(id) ?? []).map((person) => kept.map((detection) => likeness(person, detection)));
    return bestPairs(rows);
  });
  return summarizeLikeness(values);
}
