import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { drawnPicture, plainPicture } from '../frames/testing/drawn-picture.ts';
import { detectionsReader } from './detections.ts';
import { LetterboxFinder } from './letterbox-finder.ts';
import type { ReadPeople } from './raw-answer.ts';
import type { Tensor } from './session.ts';

const SIDE = 64;
const FORMAT = {
  layout: 'nchw',
  colours: 'bgr',
  mean: [0, 0, 0],
  deviation: [1, 1, 1],
  padding: 114,
} as const;

/** A finder whose network gives these rows of x1, y1, x2, y2, score, and what it was given. */
function finder(rows: readonly (readonly number[])[], read: ReadPeople = detectionsReader({ person: 0 })) {
  const inputs: Tensor[] = [];
  const session = {
    run: async (input: Tensor): Promise<Tensor[]> => {
      inputs.push({ ...input, data: input.data.slice() });
      const labels = BigInt64Array.from(rows, () => 0n);
      return [
        { data: Float32Array.from(rows.flat()), shape: [1, rows.length, 5] },
        { data: labels, shape: [1, rows.length] },
      ];
    },
  };
  const made = new LetterboxFinder({
    ...{ name: 'rows', sizeFor: () => ({ width: SIDE, height: SIDE }), format: FORMAT, session },
    ...{ readerFor: () => read, threshold: 0 },
  });
  return { finder: made, inputs };
}

describe('finding people in whole pictures', () => {
  it('gives boxes in pixels of the picture, cut at its edges', async () => {
    const { finder: found } = finder([
      [16, 8, 32, 24, 0.9],
      [-5, -5, 70, 40, 0.8],
    ]);
    const people = await found.find(plainPicture(128, 64));
    assert.deepEqual(
      people.map(({ box, boxScore }) => [...box, Math.round(boxScore * 10) / 10]),
      [
        [32, 16, 64, 48, 0.9],
        [0, 0, 128, 64, 0.8],
      ],
    );
    assert.ok(people.every(({ keypoints, scores }) => keypoints.length === 0 && scores.length === 0));
  });

  it('drops a detector’s dummy, and whoever lies in the padding', async () => {
    const { finder: found } = finder([
      [0, 0, 0, 0, 0],
      [10, 40, 20, 60, 0.9],
      [20, 10, 10, 30, 0.9],
    ]);
    assert.deepEqual(await found.find(plainPicture(128, 64)), []);
  });

  it('puts poses where they are, point on the middle of a pixel', async () => {
    const pose = { points: Float32Array.of(-0.5, -0.5, 31.5, 15.5), scores: Float32Array.of(0.5, 0.25) };
    const read: ReadPeople = () => [{ box: [0, 0, 32, 16], score: 1, pose }];
    const [person] = await finder([], read).finder.find(plainPicture(128, 64));
    assert.deepEqual([...(person?.keypoints ?? [])], [-0.5, -0.5, 63.5, 31.5]);
    assert.deepEqual([...(person?.scores ?? [])], [0.5, 0.25]);
  });

  it('takes pictures of changing sizes, and several at once', async () => {
    const { finder: found, inputs } = finder([[0, 0, 64, 64, 1]]);
    const red = drawnPicture(128, 64, () => [255, 0, 0]);
    const blue = drawnPicture(32, 64, () => [0, 0, 255]);
    const people = await Promise.all([found.find(red), found.find(blue)]);
    assert.deepEqual(
      people.map(([person]) => person?.box),
      [
        [0, 0, 128, 64],
        [0, 0, 32, 64],
      ],
    );
    const channelsAt = (input: number, x: number, y: number) =>
      [0, 1, 2].map((channel) => inputs[input]?.data[channel * SIDE * SIDE + y * SIDE + x]);
    assert.deepEqual(channelsAt(0, 40, 40), [114, 114, 114]);
    assert.deepEqual(channelsAt(1, 40, 40), [114, 114, 114]);
    assert.ok(Number(channelsAt(0, 10, 10)[2]) > 250, 'red is the last of three');
    assert.ok(Number(channelsAt(1, 10, 40)[0]) > 250, 'blue is the first');
  });

  it('says which model answers with what is no number, wherever it is', async () => {
    for (const row of [
      [1, 2, 3, 4, Number.NaN],
      [1, Number.NaN, 3, 4, 0.9],
      [1, 2, Number.POSITIVE_INFINITY, 4, 0.9],
    ]) {
      await assert.rejects(finder([row]).finder.find(plainPicture(64, 64)), {
        code: 'model_unavailable',
        message: /^The model rows answered with boxes .*NaN/,
      });
    }
  });
});
