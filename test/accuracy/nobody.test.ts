/** Pictures with nobody in them: no detector and no one-stage model may find anybody, whatever its outputs hold then. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { colourMatrix } from '../../gpu-worker/frames/colour.ts';
import { i420Bytes } from '../../gpu-worker/frames/i420.ts';
import { type Colour, drawnPicture } from '../../gpu-worker/frames/testing/drawn-picture.ts';
import type { LoadedModel } from '../../gpu-worker/inference/loaded-model.ts';
import { startPool } from '../../gpu-worker/inference/start-pool.ts';
import { loadModel } from '../../gpu-worker/task/load-model.ts';
import {
  detectorAlone,
  detectorNetwork,
  FIXTURE_DETECTORS,
  oneStageAsRtmo,
  skipsFixtures,
  tinyPoseAsVitPose,
} from './fixtures/fixture-models.ts';

const SIZE = { width: 320, height: 240 };
/** As in the options' defaults. */
const LIMITS = { boxThreshold: 0.3, maxPeople: Number.POSITIVE_INFINITY };

const PICTURES: Record<string, (x: number, y: number) => Colour> = {
  black: () => [0, 0, 0],
  white: () => [255, 255, 255],
  'the letterbox’s own grey': () => [114, 114, 114],
  stripes: (x, y) => (((x >> 3) + (y >> 4)) % 2 ? [200, 40, 40] : [20, 90, 160]),
};

async function assertFindsNobody(model: LoadedModel): Promise<void> {
  const { pool } = await startPool({ model, limits: LIMITS, setting: 'cpu', threads: 2 });
  const memory = new SharedArrayBuffer(i420Bytes(SIZE.width, SIZE.height));
  const format = { ...SIZE, matrix: colourMatrix('bt709') };
  try {
    for (const [window, [name, colour]] of Object.entries(PICTURES).entries()) {
      const picture = drawnPicture(SIZE.width, SIZE.height, colour);
      const bytes = new Uint8Array(memory);
      bytes.set(picture.y);
      bytes.set(picture.u, picture.y.length);
      bytes.set(picture.v, picture.y.length + picture.u.length);
      assert.deepEqual(await pool.run(memory, format, { window }), [], `${model.name}, ${name}`);
    }
  } finally {
    await pool.stop();
  }
}

describe('pictures with nobody in them', () => {
  for (const name of ['movenet-multipose'])
    it(`are empty to ${name}`, async () => assertFindsNobody(await loadModel(name, false, {})));

  describe('to families at hand', { skip: skipsFixtures() }, () => {
    for (const name of FIXTURE_DETECTORS) {
      it(`${name} finds nobody`, () => assertFindsNobody(detectorAlone(name)));
      it(`${name} sends nobody to a pose network`, () =>
        assertFindsNobody({ ...tinyPoseAsVitPose(), detector: detectorNetwork(name) }));
    }
    it('RTMO’s way finds nobody', () => assertFindsNobody(oneStageAsRtmo()));
  });
});
