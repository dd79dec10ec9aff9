import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { evaluateBoxes, evaluateKeypoints } from './evaluate.ts';
import type { CocoAnnotation, CocoLabels } from './labels.ts';
import type { CocoResult } from './results.ts';

const SIGMAS = [0.1, 0.1];
const POSE = [10, 10, 2, 90, 90, 2];
const BOX = [0, 0, 100, 100] as [number, number, number, number];

function labels(...people: Partial<CocoAnnotation>[]): CocoLabels {
  const base = { image_id: 1, category_id: 1, bbox: BOX, area: 10_000, iscrowd: 0 as const };
  return {
    images: [1, 2].map((id) => ({ id, file_name: `${id}.jpg`, width: 200, height: 200 })),
    annotations: people.map((one, index) => {
      return { ...base, id: index + 1, keypoints: POSE, num_keypoints: 2, ...one };
    }),
    categories: [{ id: 1, name: 'person' }],
  };
}

function found(fields: Partial<CocoResult> = {}): CocoResult {
  return { image_id: 1, category_id: 1, keypoints: POSE, score: 0.9, ...fields };
}

/** The pose moved so far to the right that its similarity is the given one. */
function moved(similarity: number): number[] {
  const by = Math.sqrt(-Math.log(similarity) * 2 * 10_000 * (2 * 0.1) ** 2);
  return POSE.map((value, index) => (index % 3 === 0 ? value + by : value));
}

describe('the evaluation of keypoints', () => {
  it('gives 1 to a pose that lies on the labels', () => {
    const { AP, AR, APl, APm } = evaluateKeypoints(labels({}), [found()], SIGMAS);
    assert.ok(Math.abs(AP - 1) < 1e-12);
    assert.deepEqual([AR, APl > 0.99, APm], [1, true, -1]);
  });

  it('counts a pose at the thresholds that it reaches', () => {
    const result = found({ keypoints: moved(0.72) });
    const { AR, AR50, AR75 } = evaluateKeypoints(labels({}), [result], SIGMAS);
    assert.deepEqual([AR, AR50, AR75], [0.5, 1, 0]);
  });

  it('halves the recall when one of two is missed, and holds false people against the precision', () => {
    const two = labels({}, { image_id: 2 });
    const { AP50, AR } = evaluateKeypoints(
      two,
      [found(), found({ score: 0.95, keypoints: moved(0.1) })],
      SIGMAS,
    );
    assert.equal(AR, 0.5);
    assert.ok(Math.abs(AP50 - (0.5 * 51) / 101) < 1e-12, `${AP50}`);
  });

  it('asks for nobody in a crowd or without keypoints', () => {
    const truth = labels({ iscrowd: 1 }, { num_keypoints: 0, keypoints: [0, 0, 0, 0, 0, 0] });
    assert.deepEqual(new Set(Object.values(evaluateKeypoints(truth, [found()], SIGMAS))), new Set([-1]));
  });

  it('says what does not fit', () => {
    const evaluate = (truth: CocoLabels, ...results: CocoResult[]) =>
      evaluateKeypoints(truth, results, SIGMAS);
    assert.throws(
      () => evaluate(labels({}), found(), found({ keypoints: [1] })),
      /results\[1\]\.keypoints has 1 /,
    );
    assert.throws(() => evaluate(labels({ keypoints: undefined })), /annotations\[0\]\.keypoints is missing/);
    assert.throws(() => evaluate(labels({ num_keypoints: undefined })), /annotations\[0\]\.num_keypoints is/);
    assert.throws(() => evaluate(labels({}), found({ image_id: 7 })), /results\[0\]\.image_id is 7/);
  });
});

describe('the evaluation of boxes', () => {
  it('counts a box at the thresholds that it reaches', () => {
    const result = found({ bbox: [0, 0, 100, 72] });
    const { AR100, APs } = evaluateBoxes(labels({}), [result]);
    assert.deepEqual([AR100, APs], [0.5, -1]);
  });

  it('refuses boxes for some results only', () => {
    const results = [found({ bbox: BOX }), found()];
    assert.throws(() => evaluateBoxes(labels({}), results), /results\[1\]\.bbox is missing/);
  });
});
