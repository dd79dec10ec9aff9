import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COCO_17 } from '../../../core/keypoint-sets.ts';
import type { LoadedModel } from '../../../gpu-worker/inference/loaded-model.ts';
import type { Instance } from '../../../gpu-worker/instance.ts';
import type { DataSet } from './data-set.ts';
import { measurementOf } from './measurement.ts';

const SPOTS = COCO_17.names.map((_, index) => [10 + 5 * index, 20 + 5 * index] as const);
const MODEL = { name: 'm', keypointSet: COCO_17.name } as LoadedModel;

/** A person in each of two pictures. */
function dataSet(): DataSet {
  const people = [1, 2].map((id) => ({
    ...{ id, image_id: id, category_id: 1, iscrowd: 0 as const, area: 8_000, num_keypoints: 17 },
    bbox: [0, 0, 100, 120] as [number, number, number, number],
    keypoints: SPOTS.flatMap(([x, y]) => [x, y, 2]),
  }));
  return {
    folder: 'folder',
    annotations: 'labels.json',
    labels: {
      images: [1, 2].map((id) => ({ id, file_name: `${id}.jpg`, width: 200, height: 200 })),
      annotations: people,
      categories: [{ id: 1, name: 'person' }],
    },
    people: Map.groupBy(people, ({ image_id }) => image_id),
    category: 1,
    keypoints: COCO_17.names,
  };
}

function instance(fields: Partial<Instance> = {}): Instance {
  return {
    keypoints: Float32Array.from(SPOTS.flat()),
    scores: new Float32Array(17).fill(0.5),
    box: [0, 0, 100, 90],
    boxScore: 0.9,
    ...fields,
  };
}

test('a model that finds people is measured by poses and boxes', () => {
  const { poses, boxes } = measurementOf(dataSet(), MODEL, 'one-stage', [[instance()], []]);
  assert.deepEqual(poses?.likeness, { people: 2, found: 1, meanOfAll: 0.5, meanOfFound: 1 });
  assert.equal(boxes?.likeness.meanOfFound, 0.75);
  assert.deepEqual([poses?.stats.AR, boxes?.stats.AR100], [0.5, 0.3]);
  assert.equal(poses?.results[0]?.score, instance().boxScore);
});

test('a detector is measured by boxes alone, a top-down model by poses alone', () => {
  const none = { keypoints: new Float32Array(), scores: new Float32Array() };
  const detector = measurementOf(dataSet(), MODEL, 'detector', [[instance(none)], []]);
  assert.deepEqual([Object.keys(detector), detector.boxes?.likeness.found], [['boxes'], 1]);
  assert.deepEqual(Object.keys(measurementOf(dataSet(), MODEL, 'top-down', [[], []])), ['poses']);
});

test('the pose of a labelled box is that person’s, and no one else’s', () => {
  const { poses } = measurementOf(dataSet(), MODEL, 'top-down', [
    [instance({ id: 2 })],
    [instance({ id: 2 })],
  ]);
  assert.equal(poses?.likeness.found, 1);
});

test('people whom the service would drop are not found, but count for COCO’s figures', () => {
  const faint = [[instance({ boxScore: 0.2 })], [instance({ boxScore: 0.2 })]];
  const { poses } = measurementOf(dataSet(), MODEL, 'one-stage', faint);
  assert.deepEqual([poses?.likeness.found, poses?.stats.AR], [0, 1]);
});
