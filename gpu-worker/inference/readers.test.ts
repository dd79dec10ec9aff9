import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { detectionsReader } from './detections.ts';
import { withoutDoubles } from './non-maximum.ts';
import { readRtmo } from './rtmo.ts';
import type { Tensor } from './session.ts';
import { simccReader } from './simcc.ts';
import { yoloxGridReader } from './yolox-grid.ts';

function tensor(values: readonly number[], ...shape: number[]): Tensor {
  return { data: Float32Array.from(values), shape };
}

describe('SimCC', () => {
  /** Rows of 12 and 16 samples, which are 6 × 8 pixels; each row's maximum lies at a place. */
  function axes(...peaks: { x: number; y: number; valueX: number; valueY: number }[]): Tensor[] {
    const row = (length: number, place: number, value: number) =>
      Array.from({ length }, (_, index) => (index === place ? value : value - 1));
    return [
      tensor(
        peaks.flatMap(({ x, valueX }) => row(12, x, valueX)),
        peaks.length,
        12,
      ),
      tensor(
        peaks.flatMap(({ y, valueY }) => row(16, y, valueY)),
        peaks.length,
        16,
      ),
    ];
  }

  it('tells half pixels, and the lower or the mean of both maxima, which may exceed 1', () => {
    const outputs = axes(
      { x: 5, y: 15, valueX: 1.5, valueY: 0.5 },
      { x: 0, y: 2, valueX: 0.25, valueY: 0.75 },
    );
    const lower = simccReader({ kind: 'simcc', split: 2, score: 'min' })(outputs);
    assert.deepEqual([...lower.points], [2.5, 7.5, 0, 1]);
    assert.deepEqual([...lower.scores], [0.5, 0.25]);
    const mean = simccReader({ kind: 'simcc', split: 2, score: 'mean' })(outputs);
    assert.deepEqual([...mean.scores], [1, 0.5]);
  });

  it('lets a number that is none be seen, wherever it stands', () => {
    for (const place of [0, 5, 11]) {
      const outputs = axes({ x: 7, y: 2, valueX: 0.5, valueY: 0.75 });
      (outputs[0] as Tensor).data[place] = Number.NaN;
      const { scores } = simccReader({ kind: 'simcc', split: 2, score: 'min' })(outputs);
      assert.deepEqual([...scores], [Number.NaN]);
    }
  });

  it('puts who scores nothing nowhere, as MMPose does', () => {
    const { points, scores } = simccReader({ kind: 'simcc', split: 2, score: 'min' })(
      axes({ x: 5, y: 15, valueX: 0.5, valueY: -0.25 }),
    );
    assert.deepEqual([...points], [-0.5, -0.5]);
    assert.deepEqual([...scores], [-0.25]);
  });
});

describe('RTMO', () => {
  it('gives boxes with their poses, of those who score enough', () => {
    const dets = tensor([1, 2, 30, 40, 0.9, 0, 0, 0, 0, 0, 5, 6, 7, 8, 0.3], 3, 5);
    const keypoints = tensor(
      Array.from({ length: 18 }, (_, index) => index),
      3,
      2,
      3,
    );
    const people = readRtmo([dets, keypoints], 0.3 - 1e-6);
    assert.deepEqual(
      people.map(({ box, pose }) => ({
        box,
        points: [...(pose?.points ?? [])],
        scores: [...(pose?.scores ?? [])],
      })),
      [
        { box: [1, 2, 30, 40], points: [0, 1, 3, 4], scores: [2, 5] },
        { box: [5, 6, 7, 8], points: [12, 13, 15, 16], scores: [14, 17] },
      ],
    );
  });
});

describe('detections', () => {
  const read = detectionsReader({ person: 0 });
  const dets = tensor([1, 2, 3, 4, 0.9, 5, 6, 7, 8, 0.8, 9, 10, 11, 12, 0.2], 3, 5);

  it('are of people alone, whatever kind of number the labels are', () => {
    for (const labels of [BigInt64Array.from([0n, 1n, 0n]), Int32Array.from([0, 1, 0])]) {
      const people = read([dets, { data: labels, shape: [3] }], 0.3);
      assert.deepEqual(
        people.map(({ box }) => box),
        [[1, 2, 3, 4]],
      );
    }
  });

  it('may be none at all', () => {
    assert.deepEqual(read([tensor([], 0, 5), { data: new BigInt64Array(0), shape: [0] }], 0.3), []);
  });
});

describe('the YOLOX grid', () => {
  const decode = { kind: 'yolox-grid', strides: [8, 16], person: 1, nms: 0.45 } as const;
  const CELLS = 4 * 2 + 2 * 1;
  const read = yoloxGridReader(decode, { width: 32, height: 16 });

  function grid(cells: Readonly<Record<number, number[]>>): Tensor {
    const none = [0, 0, 0, 0, 0, 0, 0];
    return tensor(Array.from({ length: CELLS }, (_, cell) => cells[cell] ?? none).flat(), CELLS, 7);
  }

  it('holds middles in cells and logarithms of sizes, stride after stride', () => {
    const people = read(
      [grid({ 5: [0.5, 0.25, Math.log(2), 0, 0.9, 0.1, 0.8], 9: [0, 0.5, 0, Math.log(0.5), 0.7, 0, 1] })],
      0.5,
    );
    // Cell 5 is the second of the second row of stride 8, cell 9 the second of stride 16.
    assert.deepEqual(
      people.map(({ box }) => box.map((side) => Math.round(side * 1e4) / 1e4)),
      [
        [12 - 8, 10 - 4, 12 + 8, 10 + 4],
        [16 - 8, 8 - 4, 16 + 8, 8 + 4],
      ],
    );
    assert.deepEqual(
      people.map(({ score }) => Math.round(score * 1e4) / 1e4),
      [0.72, 0.7],
    );
  });

  it('drops who is there twice, keeping the better one', () => {
    const people = read(
      [
        grid({
          0: [0.5, 0.5, 1, 1, 0.8, 0, 1],
          1: [-0.4, 0.5, 1, 1, 0.9, 0, 1],
          7: [0.5, 0.5, 0, 0, 0.6, 0, 1],
        }),
      ],
      0.3,
    );
    assert.deepEqual(
      people.map(({ score }) => Math.round(score * 10) / 10),
      [0.9, 0.6],
    );
  });
});

it('boxes without an area overlap nobody', () => {
  const point = { box: [3, 3, 3, 3], score: 0.5 } as const;
  const whole = { box: [0, 0, 10, 10], score: 0.9 } as const;
  assert.deepEqual(withoutDoubles([point, whole, point], 0.1), [whole, point, point]);
});
