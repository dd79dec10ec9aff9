import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { drawnPicture, plainPicture } from '../frames/testing/drawn-picture.ts';
import type { BoxHint } from '../instance.ts';
import type { CropRunner } from './batch/crop-runner.ts';
import { BoxEstimator } from './box-estimator.ts';
import type { ReadPose } from './raw-answer.ts';
import type { Tensor } from './session.ts';

const SIZE = { width: 48, height: 64 };
const FORMAT = {
  layout: 'nchw',
  colours: 'rgb',
  mean: [0, 0, 0],
  deviation: [1, 1, 1],
  padding: 0,
} as const;

/** A network that gives its input back; the last crop is answered first. */
function echo(): CropRunner {
  let under = 0;
  return {
    run: async (fill) => {
      const data = new Float32Array(SIZE.width * SIZE.height * 3);
      fill(data, 0);
      under += 1;
      await new Promise((resolve) => setTimeout(resolve, 100 - under));
      return [{ data, shape: [3, SIZE.height, SIZE.width] }];
    },
  };
}

/** Finds the brightest pixel of the first channel, as a pose of one point. */
const brightest: ReadPose = ([output]) => {
  const plane = ((output as Tensor).data as Float32Array).subarray(0, SIZE.width * SIZE.height);
  const score = Math.max(...plane);
  const at = plane.indexOf(score);
  return {
    points: Float32Array.of(at % SIZE.width, Math.floor(at / SIZE.width)),
    scores: Float32Array.of(score),
  };
};

function estimator(read: ReadPose, udp = false): BoxEstimator {
  return new BoxEstimator({
    ...{ name: 'echo', size: SIZE, format: FORMAT, fit: { kind: 'box', scale: 1.25, udp } },
    ...{ crops: echo(), read },
  } as ConstructorParameters<typeof BoxEstimator>[0]);
}

describe('estimating poses in boxes', () => {
  for (const udp of [false, true]) {
    it(`puts what it sees where it is in the picture${udp ? ', with unbiased data processing' : ''}`, async () => {
      const picture = drawnPicture(200, 200, (x, y) => (x === 131 && y === 84 ? [255, 255, 255] : [0, 0, 0]));
      const hints = [{ box: [100, 60, 148, 124], score: 0.7 } as const];
      const [found] = await estimator(brightest, udp).estimate(picture, hints);
      const [x = 0, y = 0] = found?.keypoints ?? [];
      // A pixel of the input is 1.25 of the picture.
      assert.ok(Math.abs(x - 131) <= 0.65 && Math.abs(y - 84) <= 0.65, `${x}, ${y}`);
      assert.equal(found?.boxScore, 0.7);
    });
  }

  it('keeps order, boxes and ids of sixty people', async () => {
    const people = Array.from({ length: 60 }, (_, id): BoxHint => {
      const [x, y] = [10 * (id % 10), 30 * Math.floor(id / 10)];
      return { box: [x, y, x + 8, y + 24], score: 1 - id / 100, ...(id % 2 === 0 ? { id } : {}) };
    });
    const picture = plainPicture(100, 200, [90, 90, 90]);
    const found = await estimator(brightest).estimate(picture, people);
    assert.deepEqual(
      found.map(({ box, boxScore: score, id }) => ({ box, score, ...(id === undefined ? {} : { id }) })),
      people,
    );
    assert.deepEqual(await estimator(brightest).estimate(picture, []), []);
  });

  it('says which model answers with what is no number', async () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      for (const part of ['points', 'scores'] as const) {
        const read: ReadPose = (outputs) => ({ ...brightest(outputs), [part]: Float32Array.of(bad, bad) });
        await assert.rejects(
          estimator(read).estimate(plainPicture(10, 10), [{ box: [0, 0, 5, 5], score: 1 }]),
          { code: 'model_unavailable', message: /^The model echo answered with keypoints .*NaN/ },
        );
      }
    }
  });
});
