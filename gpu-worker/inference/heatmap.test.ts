import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { heatmapReader } from './heatmap.ts';

const INPUT = { width: 192, height: 256 };
const [WIDTH, HEIGHT] = [48, 64];

interface Blob {
  x: number;
  y: number;
  deviation: number;
  height: number;
}

/** Heatmaps `[K, 64, 48]`, each the sum of some Gaussian blobs. */
function heatmaps(...maps: Blob[][]) {
  const data = Float32Array.from({ length: maps.length * WIDTH * HEIGHT }, (_, index) => {
    const [column, row] = [index % WIDTH, Math.floor(index / WIDTH) % HEIGHT];
    const blobs = maps[Math.floor(index / WIDTH / HEIGHT)] ?? [];
    const values = blobs.map(
      ({ x, y, deviation, height }) =>
        height * Math.exp(-((column - x) ** 2 + (row - y) ** 2) / (2 * deviation ** 2)),
    );
    return values.reduce((sum, value) => sum + value, 0);
  });
  return [{ data, shape: [maps.length, HEIGHT, WIDTH] }];
}

function blob(x: number, y: number, height = 0.9, deviation = 2): Blob {
  return { x, y, deviation, height };
}

/** Points in samples of the map, and scores. */
function read(refine: 'dark' | 'quarter' | 'none', udp: boolean, ...maps: Blob[][]) {
  const decode = { kind: 'heatmap', ...(refine === 'dark' ? { refine, kernel: 11 } : { refine }) } as const;
  const { points, scores } = heatmapReader(decode, INPUT, udp)(heatmaps(...maps));
  const [stepX, stepY] = udp ? [191 / 47, 255 / 63] : [4, 4];
  return {
    points: maps.map((_, index) => [
      (points[2 * index] as number) / stepX,
      (points[2 * index + 1] as number) / stepY,
    ]),
    scores: [...scores],
  };
}

function assertPoints(found: readonly number[][], expected: readonly number[][], tolerance: number): void {
  const flat = found.flat();
  const far = expected.flat().some((value, index) => !(Math.abs(value - (flat[index] ?? NaN)) <= tolerance));
  assert.ok(!far, `${JSON.stringify(found)} is not ${JSON.stringify(expected)}`);
}

describe('heatmaps', () => {
  for (const udp of [false, true]) {
    it(`are read between their samples, ${udp ? 'with' : 'without'} unbiased data processing`, () => {
      const places = Array.from({ length: 40 }, (_, index) => [8 + index * 0.83, 9.4 + index * 1.11]);
      const { points, scores } = read('dark', udp, ...places.map(([x, y]) => [blob(x ?? 0, y ?? 0)]));
      assertPoints(points, places, 0.02);
      assert.ok(scores.every((score) => score > 0.8 && score <= 0.9));
    });
  }

  // Worked out with NumPy and OpenCV after MMPose's refine_keypoints, refine_keypoints_dark and refine_keypoints_dark_udp.
  const crooked = [
    [blob(20.3, 30.7), blob(30, 40, 0.3, 3)],
    [blob(5.6, 2.4, 0.5), blob(9, 4, 0.2)],
    [blob(46.2, 61.8, 0.8)],
    [blob(24, 1.2, 0.6, 1.5), blob(21, 5, 0.25, 4)],
  ];
  const REFERENCE = [
    [
      'none',
      false,
      [
        [20, 31],
        [6, 3],
        [46, 62],
        [24, 1],
      ],
    ],
    [
      'quarter',
      false,
      [
        [20.25, 30.75],
        [6.25, 2.75],
        [46.25, 61.75],
        [23.75, 1],
      ],
    ],
    [
      'dark',
      false,
      [
        [20.3026, 30.7027],
        [6.2696, 2.8009],
        [46, 62],
        [24, 1],
      ],
    ],
    [
      'dark',
      true,
      [
        [20.3026, 30.7028],
        [6.2692, 2.7998],
        [45.5391, 61.3331],
        [23.5101, 2.0465],
      ],
    ],
  ] as const;
  for (const [refine, udp, expected] of REFERENCE) {
    it(`of blobs that overlap or touch the edge: ${refine}${udp ? ', unbiased' : ''}, as the reference`, () => {
      assertPoints(
        read(refine, udp, ...crooked).points,
        expected.map((point) => [...point]),
        0.002,
      );
    });
  }

  it('tell the place of the input’s corner pixels: with unbiased data processing the map’s corners', () => {
    const corner = [[blob(WIDTH - 1, HEIGHT - 1)]] as const;
    const decode = { kind: 'heatmap', refine: 'none' } as const;
    const biased = heatmapReader(decode, INPUT, false)(heatmaps([...corner[0]]));
    assert.deepEqual([...biased.points], [188, 252]);
    const unbiased = heatmapReader(decode, INPUT, true)(heatmaps([...corner[0]]));
    assert.deepEqual([...unbiased.points], [191, 255]);
  });

  it('of which nothing is above zero give a point at a finite place, and no score', () => {
    for (const udp of [false, true]) {
      const { points, scores } = read('dark', udp, [blob(20, 20, -1)], [blob(20, 20, 0)]);
      assertPoints(
        points,
        [
          [-1, -1],
          [-1, -1],
        ],
        1e-6,
      );
      assert.ok(scores.every((score) => score <= 0));
    }
  });

  it('let a number that is none be seen, wherever it stands', () => {
    for (const place of [0, 20 * WIDTH + 5, WIDTH * HEIGHT - 1]) {
      const [map] = heatmaps([blob(20, 20)]);
      (map?.data as Float32Array)[place] = Number.NaN;
      const { scores } = heatmapReader(
        { kind: 'heatmap', refine: 'dark', kernel: 11 },
        INPUT,
        true,
      )([map as never]);
      assert.deepEqual([...scores], [Number.NaN]);
    }
  });

  it('with a flat top are left at the top', () => {
    const data = new Float32Array(WIDTH * HEIGHT).fill(0.5);
    for (const udp of [false, true]) {
      const reader = heatmapReader({ kind: 'heatmap', refine: 'dark', kernel: 11 }, INPUT, udp);
      const { points, scores } = reader([{ data, shape: [1, HEIGHT, WIDTH] }]);
      assert.ok(
        points.every((value) => Math.abs(value) <= 8),
        `${points}`,
      );
      assert.deepEqual([...scores], [0.5]);
    }
  });
});
