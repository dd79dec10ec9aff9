/** Every family's way through the worker, on photographs and with real weights that lie beside the checkout. */
import assert from 'node:assert/strict';
import { before, describe, it, type TestContext } from 'node:test';
import {
  type Departure,
  detectorAlone,
  FIXTURE_DETECTORS,
  oneStageAsRtmo,
  skipsFixtures,
  tinyPoseAsRtmPose,
  tinyPoseAsVitPose,
} from './fixtures/fixture-models.ts';
import { type DataSet, openDataSet } from './photographs/data-set.ts';
import { measureReady, type ReadyModel } from './photographs/measure-model.ts';
import { SHARED_LABELS, SHARED_PHOTOGRAPHS, skipsShared } from './photographs/shared-photographs.ts';

/** Asked of poses in labelled boxes, and of detected boxes. */
const LEAST_OKS = 0.93;
const LEAST_IOU = 0.85;

describe('families on photographs', { skip: skipsShared() || skipsFixtures() }, () => {
  let dataSet: DataSet;
  before(async () => {
    dataSet = await openDataSet({ images: SHARED_PHOTOGRAPHS, annotations: SHARED_LABELS });
  });

  async function measure(ready: ReadyModel, context: TestContext, what = ready.model.name) {
    const { poses, boxes } = await measureReady(ready, dataSet, 'ground-truth');
    const told = Object.entries({ OKS: poses?.likeness, IoU: boxes?.likeness }).flatMap(([name, likeness]) =>
      likeness === undefined
        ? []
        : `found ${likeness.found} of ${likeness.people}, ${name} ${likeness.meanOfAll.toFixed(4)}`,
    );
    context.diagnostic(`${what}: ${told.join('; ')}`);
    return { poses: poses?.likeness, boxes: boxes?.likeness };
  }

  async function oksOf(departure: Departure, context: TestContext): Promise<number> {
    const model = tinyPoseAsVitPose(departure);
    const { poses } = await measure({ model, task: 'top-down' }, context, JSON.stringify(departure));
    return poses?.meanOfAll ?? Number.NaN;
  }

  it('reads heatmaps by DARK', async (context) => {
    assert.ok((await oksOf({}, context)) >= LEAST_OKS);
  });

  it('loses by each thing that is not as the model was trained', async (context) => {
    const right = await oksOf({}, context);
    const quarter = await oksOf({ refine: 'quarter' }, context);
    const none = await oksOf({ refine: 'none' }, context);
    assert.ok(right > quarter && quarter > none, `${right}, ${quarter}, ${none}`);
    const wrongTransform = await oksOf({ udp: true }, context);
    assert.ok(wrongTransform < LEAST_OKS && wrongTransform < right - 0.01, `${wrongTransform}`);
    const bgr = await oksOf({ colours: 'bgr-with-its-mean' }, context);
    assert.ok(bgr < LEAST_OKS - 0.03, `${bgr}`);
    // One of the pictures is grey, so the order alone makes less of a difference.
    const order = await oksOf({ colours: 'bgr' }, context);
    assert.ok(order < right - 0.005, `${order}`);
  });

  it('reads SimCC', async (context) => {
    const { poses } = await measure({ model: tinyPoseAsRtmPose(), task: 'top-down' }, context);
    const right = poses?.meanOfAll ?? 0;
    assert.ok(right >= LEAST_OKS);
    const aligned = tinyPoseAsRtmPose({ udp: true });
    const { poses: wrong } = await measure(
      { model: aligned, task: 'top-down' },
      context,
      'the same with UDP',
    );
    // It costs less than with heatmaps, whose refinement is lost with it.
    assert.ok((wrong?.meanOfAll ?? 1) < right - 0.005, `${wrong?.meanOfAll}`);
    const wide = tinyPoseAsRtmPose({ scale: 1.75 });
    const { poses: far } = await measure({ model: wide, task: 'top-down' }, context, 'the same, cut wider');
    assert.ok((far?.meanOfAll ?? 1) < LEAST_OKS - 0.03);
    const model = tinyPoseAsRtmPose({ colours: 'bgr-with-its-mean' });
    const { poses: bgr } = await measure({ model, task: 'top-down' }, context, 'the same with BGR');
    assert.ok((bgr?.meanOfAll ?? 1) < LEAST_OKS - 0.03);
  });

  it('reads RTMO', async (context) => {
    const { poses, boxes } = await measure({ model: oneStageAsRtmo(), task: 'one-stage' }, context);
    assert.deepEqual([poses?.found, poses?.people], [3, 3]);
    assert.ok((poses?.meanOfAll ?? 0) >= 0.85);
    assert.ok((boxes?.meanOfAll ?? 0) >= 0.8);
  });

  for (const name of FIXTURE_DETECTORS) {
    it(`finds everyone with ${name}`, async (context) => {
      const { boxes } = await measure({ model: detectorAlone(name), task: 'detector' }, context);
      assert.deepEqual([boxes?.found, boxes?.people], [3, 3]);
      assert.ok((boxes?.meanOfFound ?? 0) >= LEAST_IOU);
    });
  }
});
